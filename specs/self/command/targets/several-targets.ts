import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { defaultHandshake } from '../../../../handshakes/registry.js';
import type { Mutant } from '../../../../protocol/plan.js';

/** Where the flows send people. */
export const docsOrigin = 'http://localhost:4747';

/** One reference flow, and what the configuration says of it. */
export interface TargetWish {
  readonly name: string;
  readonly mutant?: Mutant;
  /** What its target says besides. */
  readonly more?: object;
}

/** Several reference flows, and the configuration file that has them as targets. */
export interface SeveralTargets {
  readonly folder: string;
  /** The variables that hold the passwords. */
  readonly env: Readonly<Record<string, string>>;
  readonly loginUrls: readonly string[];
  readonly close: () => Promise<void>;
}

export const groupsAsText: Mutant = {
  name: 'groups-csv',
  change: (honest) => ({ claims: (request) => ({ ...honest.claims(request), groups: 'a,b' }) }),
};
export const framable: Mutant = { name: 'framable', change: () => ({ pageHeaders: () => [] }) };

/**
 * Opens a flow for each target and writes the file.
 *
 * @param shared what stands beside the targets
 */
export async function openSeveralTargets(
  folder: string,
  wishes: readonly TargetWish[],
  shared: object = {},
): Promise<SeveralTargets> {
  mkdirSync(join(folder, '.git'), { recursive: true });
  const env: Record<string, string> = {};
  const flows = await Promise.all(
    wishes.map(({ mutant }) =>
      openReferenceFlow({ handshake: defaultHandshake, docsOrigin, ...(mutant && { mutant }) }),
    ),
  );
  const targets = flows.map(({ loginUrl, keys, users: [user] }, at) => {
    env[`PASSWORD_${at}`] = user.password.reveal();
    writeFileSync(join(folder, `key-${at}.pem`), keys.own.publicPem);
    const { name, more } = wishes[at] ?? { name: '' };
    const users = [{ username: user.username, password: { env: `PASSWORD_${at}` } }];
    return { name, loginUrl, key: `key-${at}.pem`, users, ...more };
  });
  const content = { driver: 'http', signIn: 'form', docsOrigin, ...shared, targets };
  writeFileSync(join(folder, 'docs-handshake.config.json'), JSON.stringify(content));
  return {
    folder,
    env,
    loginUrls: flows.map(({ loginUrl }) => loginUrl),
    close: async () => {
      await Promise.all(flows.map((flow) => flow.close()));
    },
  };
}
