import type { Stop } from '../../protocol/exchange.js';
import type { Target } from '../../protocol/visit.js';
import { stopForFault } from '../http/fault.js';
import { originOf } from '../http/location.js';
import { timedOut } from '../http/wire/response.js';
import type { WireFault } from '../http/wire/response.js';
import { place, shortened, stopAt } from '../wording.js';
import type { NavigationFault } from './record/navigations.js';

/** Chromium's words for what Node's network code calls otherwise, so that both drivers say the same. */
const codes: Readonly<Record<string, string>> = {
  ERR_NAME_NOT_RESOLVED: 'ENOTFOUND',
  ERR_ICANN_NAME_COLLISION: 'ENOTFOUND',
  ERR_NAME_RESOLUTION_FAILED: 'EAI_AGAIN',
  ERR_DNS_TIMED_OUT: 'EAI_AGAIN',
  ERR_CONNECTION_REFUSED: 'ECONNREFUSED',
  ERR_ADDRESS_UNREACHABLE: 'EHOSTUNREACH',
  ERR_INTERNET_DISCONNECTED: 'ENETUNREACH',
  ERR_NETWORK_CHANGED: 'ENETUNREACH',
  ERR_CONNECTION_TIMED_OUT: 'ETIMEDOUT',
  ERR_TIMED_OUT: timedOut,
  ERR_CERT_DATE_INVALID: 'CERT_HAS_EXPIRED',
  ERR_CERT_COMMON_NAME_INVALID: 'ERR_TLS_CERT_ALTNAME_INVALID',
  ERR_INVALID_HTTP_RESPONSE: 'HPE_INVALID_CONSTANT',
  ERR_RESPONSE_HEADERS_TOO_BIG: 'HPE_HEADER_OVERFLOW',
  ERR_INVALID_CHUNKED_ENCODING: 'HPE_INVALID_CHUNK_SIZE',
  ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH: 'HPE_INVALID_CONTENT_LENGTH',
};

/**
 * Why a visit ended at a network error of the browser.
 *
 * @param words the browser's own, such as `net::ERR_CONNECTION_REFUSED`
 * @param url the request that failed
 */
function stopForNetError(
  words: string,
  url: string,
  target: Target,
  seen: Omit<WireFault, 'error'> = { phase: 'before-head' },
): Stop {
  const name = words.replace(/^net::/, '');
  const { host, port } = new URL(url);
  const setting = settingOf(url, target);
  if (name === 'ERR_TOO_MANY_REDIRECTS') {
    return stopAt(
      'loop',
      `The login flow redirects more than 20 times, last to ${place(url)}`,
      'let it end',
    );
  }
  if (/MULTIPLE_LOCATION|UNSAFE_REDIRECT|INVALID_REDIRECT|ERR_INVALID_URL/.test(name)) {
    return stopAt(
      'bad-location',
      `${place(url)} answered with a Location that the browser does not follow (${name})`,
      'send one absolute http(s) URL',
    );
  }
  if (name === 'ERR_UNSAFE_PORT') {
    return stopAt(
      'unreachable',
      `Browsers refuse to connect to port ${port} (${host})`,
      `use another port in ${setting}`,
    );
  }
  if (/^ERR_CERT_(?:AUTHORITY|INVALID|WEAK|NO_)/.test(name)) {
    return stopAt(
      'tls',
      `The certificate of ${host} is not trusted by the browser (${name})`,
      `give the issuer's certificate with --ca <file.pem>, and name a host besides that of the login URL with --sign-in-origin`,
    );
  }
  const tls = /^ERR_(?:SSL_|CERT_|TLS_|BAD_SSL)/.test(name) ? 'ERR_SSL_' : 'ECONNRESET';
  const code = codes[name] ?? tls;
  const error: NodeJS.ErrnoException = Object.assign(new Error(''), { code });
  return stopForFault({ error, ...seen }, host, setting, target.timeoutMs);
}

/**
 * A request that was not answered in time, or not to its end.
 *
 * @param seen whether the head of the answer had come, and how long its body had
 */
export function stalled(url: string, target: Target, seen: Omit<WireFault, 'error'>): Stop {
  return stopForNetError('net::ERR_TIMED_OUT', url, target, seen);
}

/** An answer that did not come to its end. */
export const brokenOff = (url: string, target: Target): Stop =>
  stopForNetError('net::ERR_CONNECTION_RESET', url, target, { phase: 'in-body' });

/** The setting that an address came from. */
function settingOf(url: string, { loginUrl, endpoints, client }: Target): string {
  if (url === client?.tokenUrl) return '--token-url';
  if (url === client?.infoUrl) return '--info-url';
  if (url === endpoints?.session) return 'the URL of the session API';
  if (url === endpoints?.signOut) return '--sign-out-url';
  return originOf(url) === originOf(loginUrl)
    ? 'the login URL'
    : `the redirect to ${originOf(url)}`;
}

/** A network error, or a redirect that the browser refused to follow. */
export function faultStop(fault: NavigationFault, target: Target): Stop {
  if (fault.words.startsWith('net::')) {
    return stopForNetError(fault.words, fault.url, target);
  }
  return {
    code: 'page',
    seen: `The browser did not follow the redirect of ${place(fault.url)}`,
    said: shortened(fault.words, 200),
  };
}
