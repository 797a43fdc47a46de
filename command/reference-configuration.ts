import { configurationFrom } from '../configuration/configuration.js';
import type { Configuration } from '../configuration/configuration.js';
import { the, usage } from '../configuration/setting-failure.js';
import type { Settings } from '../configuration/settings.js';
import type { ReferenceFlow } from '../fixtures/reference/flow.js';
import type { FixtureHandshake } from '../fixtures/reference/keys.js';

/** Where the reference flow sends people: the mock host itself, wherever it listens. */
export const referenceDocsOrigin = 'http://localhost:4747';

const played: readonly FixtureHandshake[] = ['mintlify-authentication', 'mintlify-personalization'];

/**
 * The handshake as the reference flow knows it.
 *
 * @throws Failure `usage` for one that it cannot play
 */
export function fixtureHandshake(id: string): FixtureHandshake {
  const found = played.find((known) => known === id);
  if (found !== undefined) return found;
  throw usage`${the('handshake')} ${id} has no reference flow.`;
}

/** The configuration that judges a reference flow, both its users known. */
export function referenceConfiguration(
  flow: ReferenceFlow,
  { edition, driver, only }: Pick<Settings, 'edition' | 'driver' | 'only'>,
  cwd: string,
): Promise<Configuration> {
  const [first, second] = flow.users;
  return configurationFrom(
    {
      loginUrl: flow.loginUrl,
      handshake: flow.handshake,
      docsOrigin: referenceDocsOrigin,
      signIn: 'form',
      username: first.username,
      password: first.password.reveal(),
      secondUsername: second.username,
      secondPassword: second.password.reveal(),
      ...(edition !== undefined && { edition }),
      ...(driver !== undefined && { driver }),
      ...(only !== undefined && { only }),
    },
    // The settings of a flow of one's own must not reach this one.
    { env: { DOCS_HANDSHAKE_KEY: flow.keys.own.privatePem.reveal() }, cwd },
  );
}
