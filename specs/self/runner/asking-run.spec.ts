import { expect, test } from '@playwright/test';
import type { Configuration } from '../../../configuration/configuration.js';
import { configurationFrom } from '../../../configuration/configure.js';
import type { Settings } from '../../../configuration/settings.js';
import type { Recording } from '../../../protocol/recording.js';
import type { Report } from '../../../protocol/report.js';
import { formats } from '../../../reports/index.js';
import { judgeRecording } from '../../../runner/report/recorded.js';
import { asking } from '../harness/asking/asking-handshake.js';
import { dashboard, type DashboardParts } from '../harness/asking/dashboard.js';
import { run } from '../harness/fitting-run.js';
import { withFlow, type Heard } from '../harness/routed-flow.js';

const docsOrigin = 'http://docs.foo.localhost:9';
const password = 'correct horse battery';

/** What a run made of a dashboard. */
interface Judged {
  readonly report: Report;
  readonly recording: Recording | undefined;
  readonly heard: readonly Heard[];
}

/** How a run over a dashboard is configured; its user may sign in. */
const configured = (origin: string, settings: Settings): Promise<Configuration> =>
  configurationFrom(
    {
      loginUrl: `${origin}/api/session`,
      handshake: asking.facts.id,
      docsOrigin,
      signInUrl: `${origin}/login`,
      username: 'ann@example.com',
      password,
      ...settings,
    },
    { env: {}, cwd: process.cwd(), handshakes: [asking] },
  );

/** Judges a dashboard at `api.foo.localhost`; its users are whoever comes. */
async function judged(
  parts: Partial<DashboardParts>,
  settings: (origin: string) => Settings,
): Promise<Judged> {
  let found: Judged | undefined;
  await withFlow(dashboard({ docsOrigin, ...parts }), async (at, heard) => {
    const origin = `http://api.foo.localhost:${new URL(at).port}`;
    const configuration = await configured(origin, settings(origin));
    let recording: Recording | undefined;
    const report = await run(configuration, {
      progress: () => undefined,
      env: process.env,
      recorded: (made) => (recording = made),
    });
    found = { report, recording, heard: [...heard] };
  });
  if (found === undefined) throw new Error('Nothing was judged.');
  return found;
}

const outcomes = ({ verdicts }: Report): readonly string[] =>
  verdicts.map(({ id, outcome }) => `${id} ${outcome}`);

for (const driver of ['http', 'browser', 'both'] as const) {
  test(`${driver}: a dashboard with a session API conforms, end to end, and no secret shows`, async () => {
    const { report, recording, heard } = await judged({}, () => ({ driver }));
    expect(report.exitCode).toBe(0);
    expect(new Set(outcomes(report).map((one) => one.split(' ')[1]))).toEqual(new Set(['pass']));
    const { port } = new URL(report.target.loginUrl);
    const origin = `http://api.foo.localhost:${port}`;
    expect(report.target).toMatchObject({
      loginUrl: `${origin}/api/session`,
      asks: 'session',
      signInUrl: `${origin}/login`,
      docsOrigin,
    });
    const drivers = driver === 'both' ? 2 : 1;
    expect(report.signIns).toBe(drivers);
    expect(heard.filter(({ method }) => method === 'POST')).toHaveLength(drivers);
    // One page load each: the sign-in, and two readers who come back.
    const calls = report.visits.map(({ calls: made = [] }) => made.length);
    expect(calls).toEqual(calls.map(() => 1));
    const view = { columns: 80, colour: false, verbose: true, location: 'login.ts' };
    for (const [name, load] of Object.entries(formats)) {
      const text = (await load()).render(report, view);
      for (const secret of [password, '0123456789abcdef', 'Wilhelmina']) {
        expect.soft(text.includes(secret), `${name}: ${secret}`).toBe(false);
      }
    }
    // A recording holds what verdicts follow from.
    for (const secret of [password, '0123456789abcdef']) {
      expect.soft(JSON.stringify(recording).includes(secret), `recording: ${secret}`).toBe(false);
    }
  });
}

test('a journey shows which cookies went along and which stayed behind, and why', async () => {
  const { report } = await judged({}, () => ({
    docsOrigin: 'https://docs.acme.com',
    driver: 'http',
  }));
  const calls = report.visits.flatMap(({ calls: made = [] }) => made);
  expect(calls[0]).toMatchObject({
    cookiesBlocked: [
      { cookie: 'pre', reason: 'same-site-unset' },
      { cookie: 'session', reason: 'same-site-lax' },
    ],
  });
  const view = { columns: 200, colour: false, verbose: true };
  for (const name of ['terminal', 'html'] as const) {
    const text = (await formats[name]?.())?.render(report, view);
    expect.soft(text, name).toContain('session is SameSite=Lax, and the page is of another site');
  }
  const near = await judged({}, () => ({ driver: 'http' }));
  expect(near.report.visits[0]?.calls?.[0]?.cookiesSent).toEqual(['pre', 'session']);
});

test('docs at the very origin of the dashboard are judged in the browser, too', async () => {
  const { report } = await judged({}, (origin) => ({ docsOrigin: origin, driver: 'auto' }));
  expect(report.exitCode).toBe(0);
  expect(report.target.driver).toBe('both');
});

test('an API that names nobody fails the run, and one that is not there is no verdict', async () => {
  const lost = await judged({ answer: () => ({ status: 500, body: '{}' }) }, () => ({
    driver: 'http',
  }));
  expect(lost.report.exitCode).toBe(1);
  expect(outcomes(lost.report)[0]).toBe('page-is-told fail');
  expect(lost.report.verdicts[1]?.actual).toBe(
    'The page of the docs was not told who reads. What came: the answer is 500.',
  );
  const gone = await judged({}, () => ({ loginUrl: 'http://127.0.0.1:9/api', driver: 'http' }));
  expect(gone.report.verdicts[0]?.outcome).not.toBe('pass');
});

test('a limit is said to be one', async () => {
  const limited = await judged({ answer: () => ({ status: 429 }) }, () => ({ driver: 'http' }));
  expect(limited.report.exitCode).toBe(3);
  expect(limited.report.verdicts[0]).toMatchObject({
    outcome: 'not-reached',
    actual: 'The answer was 429: a rate limit. Wait, or lift it for this run.',
  });
});

test('a password that is refused is said so, and nobody asks', async () => {
  await withFlow(
    {
      ...dashboard({ docsOrigin }),
      'POST /session': (_request, response) =>
        void response.writeHead(303, { Location: '/login' }).end(),
    },
    async (origin, heard) => {
      const configuration = await configured(origin, { driver: 'http' });
      const report = await run(configuration, { progress: () => undefined, env: process.env });
      expect(report.exitCode).toBe(3);
      expect(report.verdicts[0]?.actual).toMatch(/showed the sign-in form again.*--username/);
      expect(heard.filter(({ path }) => path === '/api/session')).toEqual([]);
    },
  );
});

test('a recording of such a run is judged as the run was', async () => {
  const { report, recording } = await judged({}, () => ({ driver: 'http' }));
  if (recording === undefined) throw new Error('No recording.');
  expect(recording.lost).toEqual([]);
  const again = await judgeRecording(JSON.parse(JSON.stringify(recording)) as Recording, {
    handshake: asking,
    edition: '2020-01',
    keys: [],
    failOn: 'must',
    remarks: [],
  });
  expect(outcomes(again)).toEqual(outcomes(report));
});
