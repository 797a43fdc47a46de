import { randomBytes } from 'node:crypto';
import type { FlowUser } from '../../../../fixtures/reference/users.js';
import type { RunningFlow } from '../../../../fixtures/reference/running-flow.js';
import { factsOf } from '../../../../handshakes/registry.js';
import { authorizationUrl } from '../../../../protocol/oauth/authorization-request.js';
import type { ClientWays, InfoWay, TokenWay } from '../../../../protocol/oauth/client-ways.js';
import type { OAuthClient } from '../../../../protocol/oauth/client.js';
import { infoRequest } from '../../../../protocol/oauth/info-request.js';
import { handsOverCode, registeredClient } from '../../../../protocol/oauth/registered-client.js';
import { tokenRequest } from '../../../../protocol/oauth/token-request.js';
import { seal } from '../../../../protocol/secrecy/sealed.js';

/** The docs host as a client of a running authorization server, by plain fetch: no redirect is followed. */
export interface DocsClient {
  readonly client: OAuthClient;
  /** The address at which a visit of that name begins. */
  readonly start: (visit: string, ways?: ClientWays) => string;
  /** Redeems the code of a visit. */
  readonly redeem: (
    visit: string,
    code: string,
    way?: TokenWay,
    unchallenged?: true,
  ) => Promise<Response>;
  /** Asks the Info API. */
  readonly inform: (token: string, way?: InfoWay) => Promise<Response>;
}

/** How a page of the docs, or their server, asks. */
const sent = (origin: string | undefined): Readonly<Record<string, string>> =>
  origin === undefined ? {} : { origin };

/**
 * @param auth how it says who it is; absent: by Basic, or by its name alone where it has no secret
 * @param origin what its pages send as `Origin`; absent: the docs origin where the browser asks
 */
export async function docsClient(
  flow: RunningFlow,
  docs: { readonly docsOrigin: string; readonly docsPath: string },
  { auth, origin }: { readonly auth?: 'basic' | 'post'; readonly origin?: string } = {},
): Promise<DocsClient> {
  const facts = await factsOf(flow.handshake);
  if (!handsOverCode(facts) || flow.client === undefined) throw new Error('no code is handed over');
  const seed = seal(randomBytes(32).toString('base64url'));
  const client = registeredClient(facts, docs, flow.client, seed);
  const from = sent(origin ?? (client.by === 'browser' ? docs.docsOrigin : undefined));
  return {
    client,
    start: (name, ways) =>
      authorizationUrl(flow.loginUrl, client, { name, ...(ways && { client: ways }) }),
    redeem: (visit, code, way = {}, unchallenged) => {
      const known = client.clientSecret === undefined ? 'none' : (auth ?? 'basic');
      const challenged = unchallenged === undefined;
      const asked = tokenRequest(client, way, { code, visit, challenged, auth: known });
      return fetch(asked.url, {
        method: asked.method,
        redirect: 'manual',
        headers: { ...from, ...Object.fromEntries(asked.headers) },
        ...(asked.method === 'POST' && {
          body: new URLSearchParams(asked.fields.map(([name, value]) => [name, value])),
        }),
      });
    },
    inform: (token, way = {}) => {
      const asked = infoRequest(client, way, token);
      return fetch(asked?.url ?? '', {
        redirect: 'manual',
        headers: { ...from, ...Object.fromEntries(asked?.headers ?? []) },
      });
    },
  };
}

/** A browser without a screen: it keeps cookies, follows redirects within the server, and answers forms. */
export interface Reader {
  readonly get: (url: string) => Promise<Response>;
  /** Submits the form of a page, its hidden fields and first button along. */
  readonly submit: (page: Response, fields: Readonly<Record<string, string>>) => Promise<Response>;
  /** Goes all the way as a user; gives the answer that leaves the server, or the one that is no page to go on from. */
  readonly signIn: (url: string, user: FlowUser, password?: string) => Promise<Response>;
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(` ${name}="([^"]*)"`)
    .exec(tag)?.[1]
    ?.replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');

/** The fields of a page’s form, filled in by whoever knows name and password. */
function filled(html: string, user: FlowUser, password: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type') ?? 'text';
    if (name === undefined || type === 'submit') continue;
    if (type === 'hidden') values[name] = attribute(tag, 'value') ?? '';
    else values[name] = type === 'password' ? password : user.username;
  }
  const button = /<button[^>]* name="[^"]*"[^>]*>/.exec(html)?.[0];
  if (button !== undefined) {
    values[attribute(button, 'name') ?? ''] = attribute(button, 'value') ?? '';
  }
  return values;
}

/** A new reader, with no cookies, of one authorization server. */
export function reader({ origin }: Pick<RunningFlow, 'origin'>): Reader {
  const jar = new Map<string, string>();
  const send = async (url: string, body?: URLSearchParams): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html,*/*;q=0.8', ...(cookie !== '' && { cookie }) },
      ...(body && { method: 'POST', body }),
    });
    for (const field of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(field) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    const next = location === null ? undefined : new URL(location, url);
    return next?.origin === origin ? send(next.href) : response;
  };
  const submit: Reader['submit'] = async (page, fields) => {
    const form = /<form[^>]*>/.exec(await page.clone().text())?.[0] ?? '';
    const action = new URL(attribute(form, 'action') ?? page.url, page.url).href;
    return send(action, new URLSearchParams(fields));
  };
  return {
    get: (url) => send(url),
    submit,
    signIn: async (url, user, password = user.password.reveal()) => {
      let page = await send(url);
      for (let pages = 0; pages < 4 && page.status === 200; pages += 1) {
        const html = await page.clone().text();
        if (!html.includes('<form')) break;
        page = await submit(page, filled(html, user, password));
      }
      return page;
    },
  };
}

/** What came to the redirect URI; undefined where a response leads nowhere else. */
export function arrivedAt(response: Response): URL | undefined {
  const location = response.headers.get('location');
  return location === null ? undefined : new URL(location, response.url);
}

/**
 * A code that came to the redirect URI, for a user who signs in afresh.
 *
 * @throws where none came
 */
export async function codeOf(
  flow: RunningFlow,
  { start }: DocsClient,
  visit: string,
  ways?: ClientWays,
): Promise<string> {
  const landed = await reader(flow).signIn(start(visit, ways), flow.users[0]);
  const code = arrivedAt(landed)?.searchParams.get('code');
  if (typeof code !== 'string') throw new Error(`No code came: ${landed.status} at ${landed.url}`);
  return code;
}

/** The usual parameters of an authorization request, one of them another one. */
export const asking = (name: string, value: string): ClientWays => ({
  parameters: (usual) => usual.map((pair) => (pair[0] === name ? [name, value] : pair)),
});
