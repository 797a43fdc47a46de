import { Failure } from '../protocol/failure.js';
import type { HandshakeFacts } from '../protocol/handshake.js';
import { mask } from '../protocol/secrecy/masking.js';

const usage = (sentence: string): Failure => new Failure('usage', sentence);

/** An absolute http(s) URL without credentials in it. */
function readUrl(option: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(value)) {
    const bare = /^(?:localhost|[\w.-]+\.\w+)(?::\d+)?(?:\/|$)/.test(value);
    const scheme = /^(?:localhost|127\.)/.test(value) ? 'http' : 'https';
    throw usage(
      bare
        ? `${option} needs its scheme: write ${scheme}://${mask(value)}.`
        : `${option} must be an absolute http or https URL.`,
    );
  }
  // The URL parser drops line ends and tabs silently; a value with one was pasted wrongly.
  if (/[\s\p{Cc}]/u.test(value)) throw usage(`${option} has a blank or a line end in it.`);
  if (url.username !== '' || url.password !== '') {
    throw usage(
      `${option} has a user name or password in it (before the @): take it out; credentials go into --username and --password, or --header.`,
    );
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
    throw usage(
      'There is no login URL: write "docs-handshake check <login-url>", or set DOCS_HANDSHAKE_LOGIN_URL.',
    );
  }
  const url = readUrl('The login URL', value);
  if (value.includes('#')) {
    throw usage(
      'The login URL has a fragment, which no server ever sees: leave out # and the rest.',
    );
  }
  return url.href;
}

/**
 * The docs host adds the return parameter itself: where the login URL has one already, the login flow gets two.
 *
 * @param returnParam its name, or `none`
 * @throws Failure `usage`
 */
export function refuseReturnParam(loginUrl: string, returnParam: string): void {
  if (returnParam !== 'none' && new URL(loginUrl).searchParams.has(returnParam)) {
    throw usage(
      `The login URL has the parameter ${returnParam}, which the docs host adds itself: leave it out.`,
    );
  }
}

/**
 * An origin and nothing else.
 *
 * @throws Failure `usage`
 */
export function readOrigin(option: string, value: string): string {
  const url = readUrl(option, value);
  if (url.pathname !== '/' || /[?#]/.test(value)) {
    throw usage(`${option} is an origin, so it ends after the host: write ${url.origin}.`);
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
    const url = readUrl('--docs-origin', value);
    if (url.pathname !== '/') {
      throw usage(
        `--docs-origin cannot have a path: ${facts.id} does not work on a subpath; write ${url.origin}.`,
      );
    }
    return { docsOrigin: readOrigin('--docs-origin', value), docsPath: '' };
  }
  const url = readUrl('--docs-origin', value);
  if (/[?#]/.test(value)) {
    throw usage(
      '--docs-origin has a query or a fragment: write the origin and the docs subpath only.',
    );
  }
  return { docsOrigin: url.origin, docsPath: url.pathname.replace(/\/+$/, '') };
}
