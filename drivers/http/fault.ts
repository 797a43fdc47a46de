import type { Stop } from '../../protocol/exchange.js';
import { timedOut } from './wire/response.js';
import type { WireFault } from './wire/response.js';

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** The platform's code of an error; for several attempts at one name, that of the first. */
function codeOf(error: NodeJS.ErrnoException): string {
  if (error.code !== undefined) return error.code;
  const attempts = error instanceof AggregateError ? error.errors : [];
  const first: unknown = attempts[0];
  return first instanceof Error ? codeOf(first) : '';
}

/**
 * What a fault of the network or of the other side means, as one sentence that names the setting to change.
 *
 * @param host host and port that was asked
 * @param setting where that host came from: the login URL, or a redirect
 */
export function stopForFault(
  { error, phase, bodyMs }: WireFault,
  host: string,
  setting: string,
  timeoutMs: number,
): Stop {
  const code = codeOf(error);
  const at = host.replace(/:\d+$/, '');
  if (code === timedOut) {
    const seconds = Math.max(1, Math.round(timeoutMs / 1000));
    if (phase === 'in-body' && bodyMs !== undefined) {
      return {
        code: 'timeout',
        sentence: `${host} did not finish its answer again, as once before within ${seconds} s; let the response end, or correct ${setting}.`,
      };
    }
    const how = phase === 'in-body' ? 'did not finish its answer' : 'did not answer';
    return {
      code: 'timeout',
      sentence: `${host} ${how} within ${seconds} s; check that the login flow runs there, or correct ${setting}.`,
    };
  }
  const tls = tlsSentence(code, error.message, host, setting);
  if (tls !== undefined) return { code: 'tls', sentence: tls };
  if (/^ERR_(?:INVALID_CHAR|INVALID_HTTP_TOKEN|HTTP_INVALID_HEADER_VALUE|UNESCAPED)/.test(code)) {
    return {
      code: 'not-made',
      sentence: `The request to ${host} holds a character that HTTP cannot carry; correct --header and --cookie.`,
    };
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return {
      code: 'garbage',
      sentence: `${host} answered with a header section above 256 KiB, which browsers refuse; make its headers smaller.`,
    };
  }
  // These come after a proper status line: HTTP, but with a field that is not.
  if (
    /^HPE_(?:[CL][RF]_EXPECTED|INVALID_(?:HEADER|CONTENT|TRANSFER|CHUNK)|UNEXPECTED)/.test(code)
  ) {
    return {
      code: 'garbage',
      sentence: `${host} answered with malformed HTTP (a stray control character in a header, or a wrong length); encode what the login flow puts into header fields.`,
    };
  }
  if (code.startsWith('HPE_')) {
    return {
      code: 'garbage',
      sentence: `${host} answered with something that is not HTTP; correct the scheme, host and port of ${setting}.`,
    };
  }
  const sentences: Readonly<Record<string, string>> = {
    ENOTFOUND: `The name ${at} does not resolve; correct ${setting}.`,
    EAI_AGAIN: `The name ${at} could not be looked up (DNS does not answer); check the network, or correct ${setting}.`,
    ECONNREFUSED: `${host} refuses connections; start the login flow there, or correct ${setting}.`,
    ENETUNREACH: `There is no route to ${host}; check the network, or correct ${setting}.`,
    EHOSTUNREACH: `There is no route to ${host}; check the network, or correct ${setting}.`,
    ETIMEDOUT: `${host} does not accept connections (timed out); check the network, or correct ${setting}.`,
  };
  const broken =
    phase === 'in-body'
      ? `${host} broke off in the middle of its answer; look into the log of the login flow.`
      : `${host} closed the connection without an answer; check the scheme (http or https) and the port of ${setting}.`;
  return { code: 'unreachable', sentence: sentences[code] ?? broken };
}

function tlsSentence(
  code: string,
  message: string,
  host: string,
  setting: string,
): string | undefined {
  if (untrusted.has(code)) {
    return `The certificate of ${host} is not trusted here (self-signed, or its issuer is unknown); give the issuer's certificate with --ca <file.pem>.`;
  }
  if (code === 'CERT_HAS_EXPIRED') return `The certificate of ${host} has expired; renew it.`;
  if (code === 'CERT_NOT_YET_VALID') {
    return `The certificate of ${host} is not valid yet; check its dates and this machine's clock.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `The certificate of ${host} is for another name; correct the certificate, or ${setting}.`;
  }
  if (/wrong version number|packet length too long|http request/i.test(message)) {
    return `${host} does not speak TLS; use http:// in ${setting}, or another port.`;
  }
  if (/^(?:EPROTO|ERR_SSL_|ERR_TLS_|CERT_)/.test(code) || /secure TLS connection/i.test(message)) {
    return `The TLS handshake with ${host} failed; check its certificate and protocol versions, or correct ${setting}.`;
  }
  return undefined;
}
