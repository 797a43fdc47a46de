import type { Stop } from '../../protocol/exchange.js';
import { stopAt } from '../wording.js';
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
export function codeOf(error: NodeJS.ErrnoException): string {
  if (error.code !== undefined) return error.code;
  const attempts = error instanceof AggregateError ? error.errors : [];
  const first: unknown = attempts[0];
  return first instanceof Error ? codeOf(first) : '';
}

/**
 * What a fault of the network or of the other side means, and which setting to change.
 *
 * @param host host and port that was asked
 * @param setting where that host came from: the login URL, or a redirect
 */
export function stopForFault(
  fault: WireFault,
  host: string,
  setting: string,
  timeoutMs: number,
): Stop {
  const code = codeOf(fault.error);
  if (code === timedOut) return timeoutStop(fault, host, setting, timeoutMs);
  return (
    tlsStop(code, fault.error.message, host, setting) ??
    messageStop(code, host, setting) ??
    connectionStop(code, fault.phase, host, setting)
  );
}

/** The other side took too long. */
function timeoutStop(
  { phase, bodyMs }: WireFault,
  host: string,
  setting: string,
  timeoutMs: number,
): Stop {
  const seconds = Math.max(1, Math.round(timeoutMs / 1000));
  if (phase === 'in-body' && bodyMs !== undefined) {
    return stopAt(
      'timeout',
      `${host} did not finish its answer again, as once before within ${seconds} s`,
      `let the response end, or correct ${setting}`,
    );
  }
  const how = phase === 'in-body' ? 'did not finish its answer' : 'did not answer';
  return stopAt(
    'timeout',
    `${host} ${how} within ${seconds} s`,
    `check that the login flow runs there, or correct ${setting}`,
  );
}

/** A request that cannot be written, or an answer that cannot be read. */
function messageStop(code: string, host: string, setting: string): Stop | undefined {
  if (/^ERR_(?:INVALID_CHAR|INVALID_HTTP_TOKEN|HTTP_INVALID_HEADER_VALUE|UNESCAPED)/.test(code)) {
    return stopAt(
      'not-made',
      `The request to ${host} holds a character that HTTP cannot carry`,
      'correct --header and --cookie',
    );
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return stopAt(
      'garbage',
      `${host} answered with a header section above 256 KiB, which browsers refuse`,
      'make its headers smaller',
    );
  }
  // These come after a proper status line: HTTP, but with a field that is not.
  if (
    /^HPE_(?:[CL][RF]_EXPECTED|INVALID_(?:HEADER|CONTENT|TRANSFER|CHUNK)|UNEXPECTED)/.test(code)
  ) {
    return stopAt(
      'garbage',
      `${host} answered with malformed HTTP (a stray control character in a header, or a wrong length)`,
      'encode what the login flow puts into header fields',
    );
  }
  if (code.startsWith('HPE_')) {
    return stopAt(
      'garbage',
      `${host} answered with something that is not HTTP`,
      `correct the scheme, host and port of ${setting}`,
    );
  }
  return undefined;
}

/** A connection that did not come about, or broke. */
function connectionStop(
  code: string,
  phase: WireFault['phase'],
  host: string,
  setting: string,
): Stop {
  const name = host.replace(/:\d+$/, '');
  const network = `check the network, or correct ${setting}`;
  const faults: Readonly<Record<string, readonly [seen: string, advice: string]>> = {
    ENOTFOUND: [`The name ${name} does not resolve`, `correct ${setting}`],
    EAI_AGAIN: [`The name ${name} could not be looked up (DNS does not answer)`, network],
    ECONNREFUSED: [
      `${host} refuses connections`,
      `start the login flow there, or correct ${setting}`,
    ],
    ENETUNREACH: [`There is no route to ${host}`, network],
    EHOSTUNREACH: [`There is no route to ${host}`, network],
    ETIMEDOUT: [`${host} does not accept connections (timed out)`, network],
  };
  const broken =
    phase === 'in-body'
      ? ([
          `${host} broke off in the middle of its answer`,
          'look into the log of the login flow',
        ] as const)
      : ([
          `${host} closed the connection without an answer`,
          `check the scheme (http or https) and the port of ${setting}`,
        ] as const);
  return stopAt('unreachable', ...(faults[code] ?? broken));
}

/** A certificate that is not trusted, or no TLS at all. */
function tlsStop(code: string, message: string, host: string, setting: string): Stop | undefined {
  if (untrusted.has(code)) {
    return stopAt(
      'tls',
      `The certificate of ${host} is not trusted here (self-signed, or its issuer is unknown)`,
      `give the issuer's certificate with --ca <file.pem>`,
    );
  }
  if (code === 'CERT_HAS_EXPIRED')
    return stopAt('tls', `The certificate of ${host} has expired`, 'renew it');
  if (code === 'CERT_NOT_YET_VALID') {
    return stopAt(
      'tls',
      `The certificate of ${host} is not valid yet`,
      `check its dates and this machine's clock`,
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return stopAt(
      'tls',
      `The certificate of ${host} is for another name`,
      `correct the certificate, or ${setting}`,
    );
  }
  if (/wrong version number|packet length too long|http request/i.test(message)) {
    return stopAt(
      'tls',
      `${host} does not speak TLS`,
      `use http:// in ${setting}, or another port`,
    );
  }
  if (/^(?:EPROTO|ERR_SSL_|ERR_TLS_|CERT_)/.test(code) || /secure TLS connection/i.test(message)) {
    return stopAt(
      'tls',
      `The TLS handshake with ${host} failed`,
      `check its certificate and protocol versions, or correct ${setting}`,
    );
  }
  return undefined;
}
