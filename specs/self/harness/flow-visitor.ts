import { URLSearchParams } from 'node:url';
import type { HonestFlow } from '../../../fixtures/honest/honest-flow.js';
import type { FlowUser } from '../../../fixtures/reference/users.js';

/** A visitor who fetches by hand: no redirect is followed, cookies are kept. */
export interface FlowVisitor {
  /** The response of the last request. */
  readonly get: (url: string) => Promise<Response>;
  /** Opens the page and submits its form with these fields beside the hidden ones. */
  readonly signIn: (
    url: string,
    user: FlowUser,
    fields?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
}

/** The hidden fields of a page, by name. */
export function hiddenFields(page: string): Readonly<Record<string, string>> {
  const unescape = (text: string): string =>
    text
      .replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&');
  const inputs = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries(
    [...inputs].map(([, name = '', value = '']) => [name, unescape(value)]),
  );
}

/**
 * A new visitor with an empty cookie jar for one origin.
 *
 * @param given sent with every request
 */
export function flowVisitor(given: HonestFlow['given'] = []): FlowVisitor {
  const jar = new Map<string, string>();
  const send = async (url: string, form?: URLSearchParams): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { ...Object.fromEntries(given), ...(cookie === '' ? {} : { cookie }) },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const field of response.headers.getSetCookie()) {
      const [pair = ''] = field.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  };
  return {
    get: (url) => send(url),
    signIn: async (url, user, fields = {}) => {
      const page = await (await send(url)).text();
      const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? url;
      const form = {
        ...hiddenFields(page),
        username: user.username,
        password: user.password.reveal(),
        ...fields,
      };
      return send(new URL(action, url).href, new URLSearchParams(form));
    },
  };
}

/** The `Location` of a response, its token cut out and given on its own. */
export function handedOver(response: Response): { readonly url: string; readonly token: string } {
  const location = response.headers.get('location') ?? '';
  const token = /[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?=&|$)/.exec(
    location.slice(location.indexOf('#')),
  )?.[0];
  return {
    url: token === undefined ? location : location.replace(token, 'JWT'),
    token: token ?? '',
  };
}
