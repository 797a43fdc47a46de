import type { HandshakeFacts } from '../../protocol/handshake.js';
import { mask } from '../../protocol/secrecy/masking.js';
import type { SettingId } from '../options.js';
import { the, usage } from '../setting-failure.js';

/** An absolute http(s) URL without credentials in it. */
function readUrl(setting: SettingId, value: string): URL {
  const option = the(setting);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(value)) {
    const bare = /^(?:localhost|[\w.-]+\.\w+)(?::\d+)?(?:\/|$)/.test(value);
    const scheme = /^(?:localhost|127\.)/.test(value) ? 'http' : 'https';
    throw bare
      ? usage`${option} needs its scheme: write ${scheme}://${mask(value)}.`
      : usage`${option} must be an absolute http or https URL.`;
  }
  // The URL parser drops line ends and tabs silently; a value with one was pasted wrongly.
  if (/[\s\p{Cc}]/u.test(value)) throw usage`${option} has a blank or a line end in it.`;
  if (url.username !== '' || url.password !== '') {
    throw usage`${option} has a user name or password in it (before the @): take it out; credentials go into ${the('username')} and ${the('password')}, or ${the('header')}.`;
  }
  return url;
}

/**
 * The login URL: absolute, http or https, its query kept.
 *
 * @throws Failure `usage`
 */
export function readLoginUrl(value: string | undefined): string {
  if (value === undefined || value === '') {
    throw usage`There is no login URL: write "docs-handshake check <login-url>", or set DOCS_HANDSHAKE_LOGIN_URL.`;
  }
  return readPageUrl('loginUrl', value);
}

/**
 * A page of the login flow's besides: absolute, http or https, its query kept.
 *
 * @throws Failure `usage`
 */
export function readPageUrl(setting: SettingId, value: string): string {
  const url = readUrl(setting, value);
  if (value.includes('#')) {
    throw usage`${the(setting)} has a fragment, which no server ever sees: leave out # and the rest.`;
  }
  return url.href;
}

/**
 * The URL of the session API that pages of the docs ask: absolute, http or https, its query kept.
 *
 * @throws Failure `usage`
 */
export function readSessionUrl(value: string | undefined): string {
  const option = the('sessionUrl');
  if (value === undefined || value.trim() === '') {
    throw usage`There is no session API: give its URL with ${option}, such as http://localhost:3000/api/session.`;
  }
  const url = readUrl('sessionUrl', value);
  if (value.includes('#')) {
    throw usage`${option} has a fragment, which no server ever sees: leave out # and the rest.`;
  }
  return url.href;
}

/**
 * The name of the login link's parameter that holds the page, or `none`; the handshake's own where none was given, and `none` where no login link has one.
 *
 * @throws Failure `usage` where the handshake fixes it, or has none
 */
export function chooseReturnParam(value: string | undefined, facts: HandshakeFacts): string {
  if (facts.returnParam === undefined) {
    if (value === undefined || value === 'none') return 'none';
    throw usage`${the('returnParam')} has no use: in ${facts.id} no login link carries a page. Leave it out.`;
  }
  if (value === undefined) return facts.returnParam;
  if (facts.returnParamIsFixed && value !== facts.returnParam) {
    throw usage`${the('returnParam')} cannot be changed: ${facts.id} always uses ${facts.returnParam}.`;
  }
  if (value.trim() === '') throw usage`${the('returnParam')} needs a name, or none.`;
  return value;
}

/**
 * The docs host adds the return parameter itself: where the login URL has one already, the login flow gets two.
 *
 * @param returnParam its name, or `none`
 * @throws Failure `usage`
 */
export function refuseReturnParam(loginUrl: string, returnParam: string): void {
  if (returnParam !== 'none' && new URL(loginUrl).searchParams.has(returnParam)) {
    throw usage`${the('loginUrl')} has the parameter ${returnParam}, which the docs host adds itself: leave it out.`;
  }
}

/**
 * An origin and nothing else.
 *
 * @throws Failure `usage`
 */
export function readOrigin(setting: SettingId, value: string): string {
  const url = readUrl(setting, value);
  if (url.pathname !== '/' || /[?#]/.test(value)) {
    throw usage`${the(setting)} is an origin, so it ends after the host: write ${url.origin}.`;
  }
  return url.origin;
}

/**
 * The docs origin, and the docs subpath where the handshake allows one.
 *
 * @throws Failure `usage`
 */
export function readDocsAddress(
  value: string,
  facts: HandshakeFacts,
): { readonly docsOrigin: string; readonly docsPath: string } {
  if (!facts.allowsDocsPath) {
    const url = readUrl('docsOrigin', value);
    if (url.pathname !== '/') {
      throw usage`${the('docsOrigin')} cannot have a path: ${facts.id} does not work on a subpath; write ${url.origin}.`;
    }
    return { docsOrigin: readOrigin('docsOrigin', value), docsPath: '' };
  }
  const url = readUrl('docsOrigin', value);
  if (/[?#]/.test(value)) {
    throw usage`${the('docsOrigin')} has a query or a fragment: write the origin and the docs subpath only.`;
  }
  return { docsOrigin: url.origin, docsPath: url.pathname.replace(/\/+$/, '') };
}
