import { authorizationParameters } from '../oauth/authorization-request.js';
import { returnValue } from './login-url.js';
import type { Target, Visit } from '../visit.js';
import { parseUrl } from './parse-url.js';
import { isHonest } from '../visit-kinds.js';

/** How often a flow may decode a value before it uses it. */
const layers = 3;
/** A base that no value names. */
const nowhere = 'nowhere.invalid';

/**
 * Host and port of an http or https URL, the default port written out.
 *
 * @param base resolves a relative URL
 * @returns undefined for what has no host, or is no URL
 */
export function hostPort(text: string, base?: string): string | undefined {
  const url = parseUrl(text, base);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined;
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port}`;
}

/** The value as it stands, and as it reads when it is decoded again. */
function decodings(value: string): readonly string[] {
  const forms = [value];
  for (let form = value; forms.length <= layers && form.includes('%');) {
    try {
      form = decodeURIComponent(form);
    } catch {
      break;
    }
    forms.push(form);
  }
  return forms;
}

/** The values of a visit that the login flow may take for the address of a page. */
function valuesOf(visit: Visit, target: Target): readonly string[] {
  const { client } = target;
  const sent = returnValue(visit, target);
  const uris =
    client === undefined
      ? []
      : authorizationParameters(client, visit).flatMap(([name, value]) =>
          name === 'redirect_uri' ? [value] : [],
        );
  return [...(sent === undefined ? [] : [sent]), ...uris];
}

/**
 * The hosts to which a dishonest visit's return value could lead: resolved against docs and login flow,
 * as an address by either scheme, or glued to one of their origins. None of them may be contacted.
 *
 * @returns `host:port` with the port written out, each once; never the docs, the login flow or a declared sign-in origin
 */
export function namedHosts(visit: Visit, target: Target): readonly string[] {
  const values = isHonest(visit) ? [] : valuesOf(visit, target);
  const login = new URL(target.loginUrl).origin;
  const own = [target.docsOrigin, login, ...target.signInOrigins].map((url) => hostPort(url));
  const found = values.flatMap(decodings).flatMap((form) => [
    hostPort(form, `${target.docsOrigin}/`),
    hostPort(form, target.loginUrl),
    // `https:host` is relative where the base has that scheme, and absolute elsewhere.
    hostPort(form, `http://${nowhere}/`),
    hostPort(form, `https://${nowhere}/`),
    hostPort(target.docsOrigin + form),
    hostPort(login + form),
  ]);
  return [...new Set(found)].filter(
    (name): name is string =>
      name !== undefined && !own.includes(name) && !name.startsWith(`${nowhere}:`),
  );
}
