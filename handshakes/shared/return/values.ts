import type { VisitOf } from '../../../protocol/visit.js';
import type { HandshakeTexts } from '../texts.js';

/**
 * Return values that attack a login flow, or look as if they did. What each one does is never written
 * down here: it is computed with the WHATWG URL parser, since a list of "bad" values raises false alarms.
 * Foreign hosts are reserved names and addresses (RFC 2606, RFC 5737, RFC 3849).
 */

/** Hostile values name this host, which can never belong to anybody (RFC 2606 §3). */
export const hostileHost: string = 'evil.example';

/** Text that no token of the flow's own holds. */
export const injected: string = 'aaa.bbb.ccc';

/** What a value tries. */
export type HostileFamily =
  | 'benign'
  | 'absolute'
  | 'scheme-relative'
  | 'userinfo-concat'
  | 'unicode-host'
  | 'script-scheme'
  | 'header-splitting'
  | 'fragment-injection'
  | 'parameter-injection'
  | 'reflection'
  | 'loop'
  | 'type';

/** What a value may be made of besides the docs origin: the docs host's own words. */
type Words = Pick<HandshakeTexts, 'facts' | 'tokenPath'>;

/** One return value. */
export interface HostileValue {
  /** Unique in the table; kebab-case. */
  readonly name: string;
  readonly family: HostileFamily;
  /** Before encoding; a function where it names the docs origin, `of` where it uses the docs host's own words. */
  readonly value:
    | string
    | ((docsOrigin: string) => string)
    | { readonly of: (words: Words) => string };
  /** What it is, for the journey in the report. */
  readonly title: string;
  /** True where it is sent in every run; the others wait for `--intrusive`. */
  readonly always: boolean;
}

type Row = readonly [
  name: string,
  value: HostileValue['value'],
  title: string,
  when?: 'in every run',
];

const always = 'in every run';

function family(name: HostileFamily, rows: readonly Row[]): readonly HostileValue[] {
  return rows.map(([id, value, title, when]) => ({
    name: id,
    family: name,
    value,
    title,
    always: when === always,
  }));
}

const host = (docsOrigin: string): string => new URL(docsOrigin).hostname;

const benign = family('benign', [
  ['scoped', '/@team/handbook', 'a page with an @', always],
  ['front-page', '/', 'the front page'],
  ['page', '/guides/first-steps', 'an ordinary page'],
  ['page-query', '/search?q=webhooks&page=2', 'a page with a query'],
  ['page-anchor', '/guides/first-steps#install', 'a page with an anchor'],
  ['blank', '/release notes', 'a page with a blank'],
  ['plus', '/c++', 'a page with plus signs'],
  ['percent', '/save-50%25', 'a page with a percent sign'],
  ['escaped-blank', '/release%20notes', 'a page with an escaped blank'],
  ['escaped-slash', '/api/users%2Fme', 'a page with an escaped slash'],
  ['address-in-query', '/proxy?to=https://other.example/?a=1&b=2', 'an address in the query'],
  ['umlaut', '/größe', 'letters with diacritics'],
  ['kanji', '/東京', 'letters of another script'],
  ['symbol', '/🚀', 'a symbol beyond the basic plane'],
  ['quotes', '/say-"hi"-it\'s-me', 'quotation marks'],
  ['generics', '/list<string>', 'angle brackets'],
  ['verb', '/users:batchGet', 'a colon'],
  ['matrix', '/cars;color=red', 'a semicolon'],
  ['dots', '/guides/../reference', 'dot segments'],
  ['two-thousand', `/${'reference/'.repeat(200)}`, '2,000 characters'],
  ['eight-thousand', `/${'reference/'.repeat(800)}`, '8,000 characters'],
]);

const absolute = family('absolute', [
  ['absolute', `https://${hostileHost}/`, 'another site', always],
  ['no-slashes', `https:${hostileHost}/x`, 'a scheme without slashes', always],
  ['absolute-http', `http://${hostileHost}/x`, 'another site without TLS'],
  ['capital-scheme', `HTTPS://${hostileHost}/x`, 'a scheme in capitals'],
  ['one-slash', `https:/${hostileHost}/x`, 'a scheme with one slash'],
  ['scheme-three-slashes', `https:///${hostileHost}/x`, 'a scheme with three slashes'],
  ['scheme-backslashes', `https:\\\\${hostileHost}\\x`, 'a scheme with backslashes'],
  ['own-absolute', (docs) => `${docs}/reference`, 'the docs themselves, as a whole address'],
  ['own-other-scheme', (docs) => `${swapped(docs)}/reference`, 'the docs by the other scheme'],
  ['own-other-port', (docs) => `${otherPort(docs)}/reference`, 'the docs on another port'],
  ['blank-before', `  https://${hostileHost}/x`, 'another site behind blanks'],
  ['control-before', `\u0002https://${hostileHost}/x`, 'another site behind a control character'],
  ['tab-in-scheme', `htt\tps://${hostileHost}/x`, 'a tab inside the scheme'],
]);

const schemeRelative = family('scheme-relative', [
  ['protocol-relative', `//${hostileHost}/x`, 'another host behind //', always],
  ['backslash', `/\\${hostileHost}/x`, 'another host behind a backslash', always],
  ['tab', `/\t/${hostileHost}/x`, 'another host behind a tab', always],
  ['newline', `/\n/${hostileHost}/x`, 'another host behind a line feed', always],
  ['three-slashes', `///${hostileHost}/x`, 'another host behind ///'],
  ['four-slashes', `////${hostileHost}/x`, 'another host behind ////'],
  ['two-backslashes', `\\\\${hostileHost}/x`, 'another host behind two backslashes'],
  ['backslash-slash', `\\/${hostileHost}/x`, 'another host behind \\/'],
  ['return', `/\r/${hostileHost}/x`, 'another host behind a carriage return'],
  ['tab-before', `\t//${hostileHost}/x`, 'another host behind a tab and //'],
  ['bell-before', `\u0007//${hostileHost}/x`, 'another host behind a bell and //'],
  ['no-break-space', `/\u00a0/${hostileHost}/x`, 'a no-break space between the slashes'],
  ['form-feed', `/\f/${hostileHost}/x`, 'a form feed between the slashes'],
  ['wide-slash', `/\uff0f${hostileHost}/x`, 'a fullwidth slash'],
  ['escaped-second-slash', `/%2F${hostileHost}/x`, 'an escaped second slash'],
  ['escaped-backslash', `/%5C${hostileHost}/x`, 'an escaped backslash'],
  ['twice-escaped-slash', `/%252F${hostileHost}/x`, 'a second slash, escaped twice'],
  ['dot-segment', `/.//${hostileHost}/x`, 'a dot segment before //'],
  ['dot-dot-segment', `/..//${hostileHost}/x`, 'a dot-dot segment before //'],
  ['dot-backslash', `/./\\${hostileHost}/x`, 'a dot segment before a backslash'],
  ['escaped-dot-segment', `/%2E//${hostileHost}/x`, 'an escaped dot segment before //'],
]);

const userinfo = family('userinfo-concat', [
  ['userinfo', (docs) => `${docs}@${hostileHost}/`, 'the docs as user information', always],
  ['lookalike', (docs) => `https://${host(docs)}.${hostileHost}/`, 'the docs as a prefix', always],
  ['glued-userinfo', `@${hostileHost}/x`, 'glued, the docs become user information', always],
  ['glued-suffix', `.${hostileHost}/x`, 'glued, the docs become a prefix', always],
  ['glued-port', ':8443/x', 'glued, another port', always],
  ['glued-port-userinfo', `:443@${hostileHost}/x`, 'glued, host and port become user information'],
  ['glued-password', `:pw@${hostileHost}/x`, 'glued, the docs become a user name'],
  ['glued-hyphen', `-${hostileHost}/x`, 'glued, the docs become a part of a name'],
  ['glued-backslash', `\\@${hostileHost}/x`, 'a backslash before the @'],
  ['userinfo-backslash', (docs) => `${docs}\\@${hostileHost}/x`, 'the docs, a backslash and an @'],
  ['own-in-fragment', (docs) => `https://${hostileHost}#@${host(docs)}/`, 'the docs behind #'],
  ['own-in-query', (docs) => `https://${hostileHost}?${host(docs)}/`, 'the docs behind ?'],
  ['own-as-suffix', (docs) => `https://not-${host(docs)}/x`, 'a name that ends like the docs'],
]);

const unicodeHost = family('unicode-host', [
  ['unicode-dot', '//evil\u3002example/x', 'an ideographic full stop', always],
  ['escaped-unicode-dot', '//evil%E3%80%82example/x', 'an escaped ideographic full stop'],
  ['wide-letters', '//\uff45\uff56\uff49\uff4c.example/x', 'fullwidth letters'],
  ['split-name', (docs) => `//${host(docs)}\u2100.${hostileHost}/x`, 'a sign that expands to a/c'],
  ['decimal-address', '//3221225985/x', 'an IPv4 address as one number'],
  ['hex-address', '//0xC0.0x2.1/x', 'an IPv4 address in hexadecimal parts'],
  ['ipv6-address', '//[2001:db8::1]/x', 'an IPv6 address'],
]);

const scriptScheme = family('script-scheme', [
  ['javascript', 'javascript:alert(document.domain)', 'a script', always],
  ['blob', (docs) => `blob:${docs}/x`, 'a blob URL', always],
  ['script-capitals', 'jAvAsCrIpT:alert(2)', 'a script in mixed case'],
  ['script-tab', 'javas\tcript:alert(2)', 'a script with a tab inside'],
  ['script-newline', 'javas\ncript:alert(2)', 'a script with a line feed inside'],
  ['script-control', '\u0003javascript:alert(2)', 'a script behind a control character'],
  ['script-comment', (docs) => `javascript://${host(docs)}/%0Aalert(2)`, 'a script as an address'],
  ['data', 'data:text/html,<script>alert(2)</script>', 'a data URL'],
  ['vbscript', 'vbscript:msgbox(2)', 'a script of another language'],
  ['file', 'file:///etc/hosts', 'a file'],
]);

const headerSplitting = family('header-splitting', [
  ['split-crlf', '/x\r\nX-Injected: yes', 'CR LF and a header field', always],
  ['split-lf', '/x\nX-Injected: yes', 'LF and a header field'],
  ['split-cr', '/x\rX-Injected: yes', 'CR and a header field'],
  ['split-body', '/x\r\nX-Injected: yes\r\n\r\n<h1>hello</h1>', 'a header field and a page'],
  ['split-wide', '/x\u560d\u560aX-Injected: yes', 'characters whose low octets are CR LF'],
  ['split-escaped', '/x%0D%0AX-Injected: yes', 'CR LF, escaped'],
  ['split-nul', '/x\u0000X-Injected: yes', 'NUL'],
  ['split-line-separator', '/x\u2028X-Injected: yes', 'a line separator'],
]);

const fragmentInjection = family('fragment-injection', [
  ['injected-fragment', `/x#${injected}`, 'a fragment of its own', always],
  ['injected-envelope', `/x#jwt=${injected}&anchor=top`, 'a named token in the fragment'],
  ['empty-fragment', '/x#', 'an empty fragment'],
  ['text-directive', '/x#:~:text=password', 'a text directive'],
]);

const parameterInjection = family('parameter-injection', [
  [
    'injected-redirect',
    { of: ({ facts }) => `/x&${facts.returnParam}=//${hostileHost}` },
    'a second redirect',
    always,
  ],
  ['injected-query', `/x?jwt=${injected}`, 'a token of its own in the query', always],
  [
    'semicolon-redirect',
    { of: ({ facts }) => `/x;${facts.returnParam}=//${hostileHost}` },
    'a second redirect behind a semicolon',
  ],
]);

const reflection = family('reflection', [
  ['markup', '/x"><img src=x onerror=alert(2)>', 'markup that leaves an attribute', always],
  ['script-text', "/x';alert(2);//", 'text that leaves a string in a script'],
  ['script-end', '/x</script><script>alert(2)</script>', 'markup that leaves a script'],
  ['template', '/{{2*3}}${2*3}<%=2*3%>#{2*3}', 'expressions of template languages'],
]);

/** A page of the docs host, asked for with itself as the page to come back to. */
const inItself = (path: string, { facts }: Words): string =>
  `${path}?${facts.returnParam}=${encodeURIComponent(path)}`;

const loop = family('loop', [
  ['to-callback', { of: ({ tokenPath }) => tokenPath }, 'the callback itself', always],
  ['to-callback-twice', { of: (words) => inItself(words.tokenPath, words) }, 'callback in itself'],
  [
    'to-login',
    { of: (words) => inItself(words.facts.loginPath, words) },
    'the login page of the docs',
  ],
]);

const type = family('type', [
  ['glued-word', 'quickstart', 'a page without its slash', always],
  ['empty', '', 'nothing'],
  ['undefined', 'undefined', 'the word undefined'],
  ['null', 'null', 'the word null'],
  ['only-query', '?tab=2', 'a query alone'],
  ['only-fragment', '#install', 'a fragment alone'],
  ['lone-percent', '/x%', 'a lone percent sign'],
  ['bad-escape', '/x%gg', 'an escape that is none'],
  ['bad-utf-8', '/x%C0%AF', 'escapes that are not UTF-8'],
  ['lone-surrogate', '/x\udfff', 'half a character'],
]);

/** The other of http and https, same host. */
function swapped(docsOrigin: string): string {
  return docsOrigin.startsWith('https:')
    ? docsOrigin.replace('https:', 'http:')
    : docsOrigin.replace('http:', 'https:');
}

function otherPort(docsOrigin: string): string {
  const { protocol, hostname } = new URL(docsOrigin);
  return `${protocol}//${hostname}:8444`;
}

/** Every return value, family by family. */
export const hostileValues: readonly HostileValue[] = [
  ...benign,
  ...absolute,
  ...schemeRelative,
  ...userinfo,
  ...unicodeHost,
  ...scriptScheme,
  ...headerSplitting,
  ...fragmentInjection,
  ...parameterInjection,
  ...reflection,
  ...loop,
  ...type,
];

/** A value as a visit to a login flow of this docs host sends it. */
export const sentValue = (
  { value }: HostileValue,
  words: Words,
): NonNullable<VisitOf<'odd-return'>['returnTo']> =>
  typeof value === 'object' ? value.of(words) : value;
