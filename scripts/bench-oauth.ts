/** What an OAuth check over HTTP costs: its command, and a plan of the same requests for a bare script. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openReferenceFlow } from '../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../fixtures/reference/flow.js';
import { handshakeNamed } from '../handshakes/registry.js';
import { authorizationUrl } from '../protocol/oauth/authorization-request.js';
import type { InfoWay, TokenWay } from '../protocol/oauth/client-ways.js';
import type { OAuthClient, Parameter } from '../protocol/oauth/client.js';
import { infoRequest } from '../protocol/oauth/info-request.js';
import { handsOverCode, registeredClient } from '../protocol/oauth/registered-client.js';
import { tokenRequest } from '../protocol/oauth/token-request.js';
import type { Report, ReportVisit } from '../protocol/report.js';
import { seal } from '../protocol/secrecy/sealed.js';
import { sessionOf } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';

/** The handshake that is measured: the docs host's server redeems the code. */
const handshake = 'mintlify-oauth-authentication';

/** What the bench is told. */
export interface OAuthBench {
  /** The built command. */
  readonly command: string;
  /** The floor's script. */
  readonly floor: string;
  /** An empty folder to work in. */
  readonly folder: string;
  readonly docsOrigin: string;
  /** Runs one process to its end. */
  readonly run: (argv: readonly string[], env: NodeJS.ProcessEnv) => Promise<unknown>;
}

/** The two sides of the row, and how to end what they ask. */
export interface OAuthSides {
  readonly ours: readonly string[];
  readonly oursEnv: NodeJS.ProcessEnv;
  readonly floor: readonly string[];
  readonly floorEnv: NodeJS.ProcessEnv;
  readonly close: () => Promise<void>;
}

/** One request of the plan; `{code}`, `{token}`, `{altered}` and `{token:<visit>}` stand for what comes on the way. */
interface PlannedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Parameter[];
  readonly fields: readonly Parameter[];
  readonly isUsual: boolean;
}

/** The token requests of a visit, with the code left open. */
const redeemed =
  (client: OAuthClient, visit: Visit, challenged: boolean) =>
  (way: TokenWay): PlannedRequest => ({
    ...tokenRequest(client, way, { code: '{code}', visit: visit.name, challenged, auth: 'basic' }),
    isUsual: way.as === undefined,
  });

/** An Info request, with the token left open. */
function informed(client: OAuthClient, way: InfoWay): readonly PlannedRequest[] {
  const { token, ...rest } = way;
  const isOpen = token === 'altered' || typeof token === 'object';
  const open =
    typeof token === 'object' ? `{token:${token.name}}` : isOpen ? '{altered}' : '{token}';
  const asked: InfoWay = isOpen || token === undefined ? rest : { ...rest, token };
  const made = infoRequest(client, asked, open);
  return made === undefined
    ? []
    : [{ ...made, url: decodeURIComponent(made.url), fields: [], isUsual: way.as === undefined }];
}

/** How often a role was asked in a run. */
const callsOf = ({ visits }: Report, role: 'token' | 'info'): number =>
  visits.flatMap(({ calls = [] }) => calls).filter((call) => call.role === role).length;

/** A visit as a bare script needs it: from the suite's own report and the declaration. */
function bareVisit(
  seen: ReportVisit,
  visit: Visit,
  { loginUrl, client }: { readonly loginUrl: string; readonly client: OAuthClient },
): object {
  const url = authorizationUrl(loginUrl, client, visit);
  const { redeems = [{}], informs = [{}] } = visit.client ?? {};
  const asks = (seen.calls ?? []).length > 0;
  const informsToo = seen.calls?.some(({ role }) => role === 'info') === true;
  return {
    name: visit.name,
    session: sessionOf(visit),
    user: visit.user ?? 'first',
    method: visit.method ?? 'GET',
    url,
    headers: Object.fromEntries(visit.headers ?? []),
    // A stranger's POST is empty.
    signsIn: sessionOf(visit) !== 'anonymous' && seen.hops.some((hop) => hop.method === 'POST'),
    isRefused: seen.reached === 'sign-in-refused',
    redeems: asks
      ? redeems.map(redeemed(client, visit, new URL(url).searchParams.has('code_challenge')))
      : [],
    informs: informsToo ? informs.flatMap((way) => informed(client, way)) : [],
    ...(visit.after && { after: { visit: visit.after.visit.name, ms: visit.after.ms } }),
  };
}

/** What a bare script is told of the requests that a run made. */
async function planOf(report: Report, flow: ReferenceFlow, docsOrigin: string): Promise<object> {
  const { facts, requirements } = await handshakeNamed(handshake);
  if (!handsOverCode(facts) || flow.client === undefined)
    throw new Error('No code is handed over.');
  const seed = seal(randomBytes(32).toString('base64url'));
  const client = registeredClient(facts, { docsOrigin, docsPath: '' }, flow.client, seed);
  const declared = new Map(
    requirements
      .flatMap(({ visits, controls = [] }) => [...visits, ...controls])
      .map((visit) => [visit.name, visit] as const),
  );
  const made = report.visits.flatMap((seen) => {
    const visit = declared.get(seen.name);
    return visit === undefined ? [] : [{ seen, visit }];
  });
  // A bare script waits once, at the end, when most of the wait is over.
  const ordered = made.toSorted(
    (a, b) => Number(Boolean(a.visit.after)) - Number(Boolean(b.visit.after)),
  );
  const counts = {
    codes: report.codes ?? 0,
    token: callsOf(report, 'token'),
    info: callsOf(report, 'info'),
  };
  console.log(
    `oauth: ${ordered.length} visits, ${counts.codes} codes, ${report.signIns} sign-ins, ${counts.token} token requests, ${counts.info} Info requests`,
  );
  const known = { loginUrl: flow.loginUrl, client };
  return {
    visits: ordered.map(({ seen, visit }) => bareVisit(seen, visit, known)),
    made: counts,
    users: { first: flow.users[0].username, second: flow.users[1].username },
  };
}

/** Makes one run with a JSON report, and of it the two sides of the row. */
export async function oauthSides(bench: OAuthBench): Promise<OAuthSides> {
  const { command, folder, docsOrigin, run } = bench;
  const flow = await openReferenceFlow({ handshake, docsOrigin });
  const [user] = flow.users;
  const { clientId = '', tokenUrl = '', infoUrl = '', scopes = [] } = flow.client ?? {};
  const reportFile = join(folder, 'oauth.json');
  const options = {
    driver: 'http',
    handshake,
    'docs-origin': docsOrigin,
    'sign-in': 'form',
    'client-id': clientId,
    'token-url': tokenUrl,
    'info-url': infoUrl,
    report: `json=${reportFile}`,
  };
  const given = [
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ...scopes.flatMap((scope) => ['--scope', scope]),
  ];
  const ours = [command, 'check', flow.loginUrl, ...given];
  const oursEnv = {
    DOCS_HANDSHAKE_USERNAME: user.username,
    DOCS_HANDSHAKE_PASSWORD: user.password.reveal(),
    DOCS_HANDSHAKE_CLIENT_SECRET: flow.client?.clientSecret?.reveal(),
  };
  await run(ours, oursEnv);
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as Report;
  const planFile = join(folder, 'oauth-plan.json');
  const plan = await planOf(report, flow, docsOrigin);
  await writeFile(planFile, JSON.stringify(plan), { mode: 0o600 });
  const [first, second] = flow.users.map(({ password }) => password.reveal());
  return {
    ours,
    oursEnv,
    floor: [bench.floor, planFile],
    floorEnv: { BENCH_PASSWORDS: JSON.stringify({ first, second }) },
    close: () => flow.close(),
  };
}
