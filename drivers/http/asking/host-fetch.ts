import type { Call } from '../../../protocol/http/call.js';
import { valueOf } from '../../../protocol/http/cors/fields.js';
import { isRedirect } from '../../../protocol/http/cors/redirect.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { sealField } from '../../../protocol/secrecy/sealed-message.js';
import { parseUrl } from '../../../protocol/url/parse-url.js';
import type { Target } from '../../../protocol/visit.js';
import { calledBy, fieldsSet, formOf, sealedForm } from '../../asking/wanted.js';
import type { Wanted } from '../../asking/wanted.js';
import type { CookiePair } from '../cookie-jar.js';
import { stopForFault } from '../fault.js';
import { originOf, withoutFragment } from '../location.js';
import type { Wire } from '../wire/wire.js';
import { responseOf } from './call-answer.js';

/** The server of the docs host, as far as its requests go. */
export interface HostServer {
  readonly target: Pick<Target, 'loginUrl' | 'headers' | 'timeoutMs'>;
  readonly wire: Wire;
  readonly userAgent: string;
}

/** Redirects that a GET follows. */
const mostRedirects = 5;

/** The configured header fields that go to an address: those of the login flow's own origin. */
function configuredFor({ target }: HostServer, url: string): readonly CookiePair[] {
  if (originOf(target.loginUrl) !== originOf(url)) return [];
  return target.headers
    .filter(([name]) => !/^(?:authorization|cookie)$/i.test(name))
    .map(([name, value]): CookiePair => [name, value.reveal()]);
}

/** One request of the docs host's server, whatever it is answered with. Rejects only when aborted. */
export async function askAsHost(
  host: HostServer,
  wanted: Wanted,
  url: string = wanted.url,
): Promise<Call> {
  const { role, way, fetch, method } = wanted;
  const form = formOf(wanted);
  const body = form === undefined ? undefined : Buffer.from(form, 'utf8');
  const set = fieldsSet(wanted);
  // Who is asked elsewhere is not told the credentials (Fetch, "HTTP-redirect fetch").
  const own = originOf(url) === originOf(wanted.url);
  const headers: readonly CookiePair[] = [
    ['Host', new URL(url).host],
    ['User-Agent', host.userAgent],
    ['Accept', 'application/json'],
    ['Accept-Encoding', 'identity'],
    ...configuredFor(host, url),
    ...set.filter(([name]) => own || !/^authorization$/i.test(name)),
    ...(body === undefined ? [] : [['Content-Length', String(body.length)] as const]),
  ];
  const outcome = await host.wire.ask({
    method,
    url: withoutFragment(url),
    headers,
    timeoutMs: host.target.timeoutMs,
    ...(body === undefined ? {} : { body }),
  });
  const { answer, fault } = outcome;
  const setting = `the URL of the ${calledBy[role]}`;
  const stop = fault && stopForFault(fault, new URL(url).host, setting, host.target.timeoutMs);
  return {
    role,
    by: 'host',
    fetch,
    ...(way === undefined ? {} : { way }),
    request: {
      method,
      url: seal(url),
      headers: headers.map(([name, value]) => sealField(name, value)),
      ...(form === undefined ? {} : { fields: sealedForm(wanted) }),
    },
    ...(answer === undefined ? {} : { response: responseOf(answer, fault === undefined) }),
    ...(stop?.seen === undefined ? {} : { fault: stop.seen }),
    sentAtMs: outcome.sentAtMs,
    receivedAtMs: outcome.receivedAtMs,
  };
}

/** Where an answer sends a GET; undefined where it does not. */
function nextOf({ request, response }: Call): string | undefined {
  if (request.method !== 'GET' || response === undefined || !isRedirect(response)) return undefined;
  const next = parseUrl(valueOf(response.headers, 'location') ?? '', request.url.reveal());
  return next !== undefined && /^https?:$/.test(next.protocol) ? next.href : undefined;
}

/**
 * Asks as the docs host's server does: without an origin, without cookies; a GET follows redirects, a form goes nowhere but
 * where it was sent. Rejects only when aborted.
 */
export async function fetchAsHost(host: HostServer, wanted: Wanted): Promise<readonly Call[]> {
  const calls: Call[] = [];
  let url: string | undefined = wanted.url;
  while (url !== undefined && calls.length <= mostRedirects) {
    const call: Call = await askAsHost(host, wanted, url);
    calls.push(call);
    url = nextOf(call);
  }
  return calls;
}
