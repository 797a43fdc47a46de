import { configurationFrom } from '../../../configuration/configure.js';
import type { Settings } from '../../../configuration/settings.js';
import type { Report } from '../../../protocol/report.js';
import { run } from '../harness/fitting-run.js';
import { openPageFlow } from './page-flow.js';
import type { PageFlow } from './shown-flows.js';

/** What a run of `check` over a flow of a page ends with: nothing at all has fallen, and it says so. */
export const allIsRight = { raised: [], exitCode: 0, conforms: true } as const;

/** What a report says against a flow, notes included, and what it ends with. */
export function saidOf({ verdicts, exitCode, summary }: Report): {
  readonly raised: readonly string[];
  readonly exitCode: number;
  readonly conforms: boolean;
} {
  const raised = verdicts
    .filter(({ outcome }) => ['fail', 'warn', 'note', 'error'].includes(outcome))
    .map(({ id, outcome, actual }) => `${id}: ${outcome}. ${actual ?? ''}`);
  return { raised, exitCode, conforms: summary.conforms };
}

/**
 * Starts a flow as its page shows it, in a folder, and judges it with two readers, as `check` would.
 *
 * @param docsOrigin where it sends readers; may have a path
 * @param further what a test asks for besides what the flow needs
 */
export async function judgedAsShown(
  flow: PageFlow,
  folder: string,
  docsOrigin: string,
  further: Settings,
): Promise<Report> {
  const open = await openPageFlow(flow, folder, docsOrigin);
  const { origin } = new URL(open.loginUrl.replace('127.0.0.1', 'localhost'));
  try {
    const configuration = await configurationFrom(
      {
        loginUrl: open.loginUrl,
        docsOrigin,
        ...(flow.handshake === undefined ? {} : { handshake: flow.handshake }),
        signIn: 'form',
        username: 'ann@foo.com',
        password: open.password,
        secondUsername: 'bo@foo.com',
        secondPassword: open.password,
        ...flow.settings?.({ origin, secret: open.secret }),
        ...further,
      },
      { env: {}, cwd: folder },
    );
    return await run(configuration, { progress: () => undefined, env: process.env });
  } finally {
    open.close();
  }
}
