import type { Driver } from '../../../../protocol/driver.js';
import type { Exchange } from '../../../../protocol/exchange.js';
import { userCall } from '../../../../protocol/http/answered-user.js';
import type { Call } from '../../../../protocol/http/call.js';
import type { Target, VisitOf } from '../../../../protocol/visit.js';
import { findBrowser } from '../../../../drivers/chromium/find.js';
import { handshakeNamed } from '../../../../handshakes/registry.js';
import { openForBrowser } from '../../../../runner/open-driver.js';
import { dashboard, type DashboardParts } from '../../harness/asking/dashboard.js';
import {
  driving,
  targetFor,
  user,
  withFlow,
  type Heard,
  type Route,
} from '../../harness/routed-flow.js';

/** A page of another origin, and a reader who signed out. */
export const foreign: VisitOf<'foreign-page'> = {
  kind: 'foreign-page',
  name: 'foreign',
  title: 'a page of another site',
  drivers: ['http'],
  pageOrigin: 'https://evil.example',
};
export const signedOut: VisitOf<'signed-out'> = {
  kind: 'signed-out',
  name: 'signed-out',
  title: 'signed out',
  drivers: ['http', 'browser'],
};
export const withoutThirdParty: VisitOf<'return-without-third-party-cookies'> = {
  kind: 'return-without-third-party-cookies',
  name: 'third-party',
  title: 'third-party cookies blocked',
  drivers: ['browser'],
};
export const forged: VisitOf<'odd-stranger'> = {
  kind: 'odd-stranger',
  name: 'forged',
  title: 'forged cookies',
  drivers: ['http'],
  cookieValue: 'made-up-0123456789',
};

/** Where the dashboard of a test is, as its reader names it. */
export type Host = 'api.foo.localhost' | '127.0.0.1';

/** A dashboard and what a run knows of it. */
export interface Played {
  readonly target: Target;
  readonly heard: readonly Heard[];
  /** The same dashboard under another name. */
  readonly at: (host: string) => string;
}

/** Plays a dashboard under a name. `docs` may be `same`: the docs are at the very origin of the API. */
export function withDashboard(
  parts: Omit<DashboardParts, 'docsOrigin'>,
  docs: string,
  work: (played: Played) => Promise<void>,
  more: { readonly host?: Host; readonly routes?: Readonly<Record<string, Route>> } = {},
): Promise<void> {
  const { host = 'api.foo.localhost', routes = {} } = more;
  return withFlow(
    { ...dashboard({ ...parts, docsOrigin: docs }), ...routes },
    async (origin, heard) => {
      const { port } = new URL(origin);
      const at = (name: string): string => `http://${name}:${port}`;
      const own = at(host);
      const target: Target = {
        ...targetFor(`${own}/login`),
        docsOrigin: docs === 'same' ? own : docs,
        endpoints: { session: `${own}/api/session`, signOut: `${own}/logout` },
        signIn: { how: 'form' },
        user,
      };
      const { returnParam: _returnParam, ...bare } = target;
      await work({ target: bare, heard, at });
    },
  );
}

/** Makes visits one after the other, with one driver. */
export type Witness = (
  target: Target,
  work: (driver: Pick<Driver, 'visit'>) => Promise<void>,
) => Promise<void>;

export const overHttp: Witness = driving;

/** The same in a browser of its own. */
export const inBrowser: Witness = async (target, work) => {
  const executable = await findBrowser(process.env);
  if (executable === undefined) throw new Error('No browser was found.');
  const handshake = await handshakeNamed('mintlify-personalization');
  const { driver, close } = await openForBrowser(
    {
      configuration: {
        handshake,
        edition: handshake.facts.editions[0],
        target,
        keys: [],
        driver: 'browser',
        skip: [],
        failOn: 'must',
        intrusive: false,
      },
      visits: [],
      version: '0.0.0',
      env: process.env,
      progress: () => undefined,
    },
    executable,
  );
  try {
    await work(driver);
  } finally {
    await close();
  }
};

export const witnesses: readonly (readonly [name: 'http' | 'browser', witness: Witness])[] = [
  ['http', overHttp],
  ['browser', inBrowser],
];

/** What a visit's page asked for last. */
export function callOf(exchange: Exchange): Call {
  const call = userCall(exchange.calls);
  if (call === undefined) throw new Error(`No call: ${JSON.stringify(exchange.stop)}`);
  return call;
}

/** A field of a request as it was recorded. */
export const sent = ({ request }: Call, name: string): string | undefined =>
  request.headers.find(([key]) => key.toLowerCase() === name)?.[1].reveal();

/** The names of the cookies that went along. */
export const cookiesOf = (call: Call): readonly string[] =>
  (sent(call, 'cookie') ?? '')
    .split('; ')
    .map((pair) => pair.split('=', 1)[0] ?? '')
    .filter((name) => name !== '');
