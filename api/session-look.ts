import { packageVersion } from '../configuration/package-version.js';
import { askingOf, headerOf } from '../drivers/http/asking/page-header.js';
import { isTrustworthy } from '../drivers/http/same-site.js';
import { stopForFault } from '../drivers/http/fault.js';
import type { WireAnswer, WireOutcome } from '../drivers/http/wire/response.js';
import { openWire } from '../drivers/http/wire/wire.js';
import { place } from '../drivers/wording.js';
import type { SessionLook } from '../protocol/handshake-record.js';
import { corsSentence } from '../protocol/http/cors/words.js';
import { pageRequest } from '../protocol/http/cors/page-request.js';
import type { PageRequest } from '../protocol/http/cors/page-request.js';
import { after } from '../protocol/http/cors/verdict.js';
import { isRedirect } from '../protocol/http/cors/redirect.js';
import { mask } from '../protocol/secrecy/masking.js';
import { sealField } from '../protocol/secrecy/sealed-message.js';
import { parseUrl } from '../protocol/url/parse-url.js';

/** For the whole answer, as long as a page waits, in milliseconds. */
const patienceMs = 10_000;

/** What a look saw, without its time. */
type Seen = Omit<SessionLook, 'atMs'>;

/** An address without its query, in which a secret may stand. */
function placeOf(location: string, base: string): string {
  const url = parseUrl(location, base);
  return url === undefined ? 'something that is no address' : place(url.href);
}

const asked = 'The mock docs host asked once, without cookies.';
const own = 'Look at the real answer in the developer tools of your browser, under Network.';

/** The fields that let a page read an answer. */
const fieldsToSet = (docsOrigin: string): readonly string[] => [
  `Access-Control-Allow-Origin: ${docsOrigin}`,
  'Access-Control-Allow-Credentials: true',
];

/** What an answer says of why a page cannot read it. */
function seenIn(answer: WireAnswer, request: PageRequest, docsOrigin: string): Seen {
  const { status } = answer;
  const headers = answer.fields.map(([name, value]) => sealField(name, value));
  const next = after(request, { status, headers });
  const refused = typeof next === 'object' && 'reason' in next;
  const set = refused && next.reason.startsWith('allow-') ? fieldsToSet(docsOrigin) : [];
  const why = refused
    ? mask(
        corsSentence(next.reason, {
          origin: docsOrigin,
          ...(next.about !== undefined && { about: next.about }),
        }),
      )
    : '';
  if (isRedirect({ status, headers })) {
    const [, location = ''] = answer.fields.find(([name]) => /^location$/i.test(name)) ?? [];
    const sentence = `${asked} It redirects with ${status} to ${placeOf(location, request.url)}. A script can show no login page: answer 401 where nobody is signed in, and leave this path out of the middleware that leads there.`;
    return { status, readable: false, sentence: `${sentence}${why && ` ${why}`}`, set };
  }
  if (refused)
    return { status, readable: false, sentence: `${asked} It answers ${status}. ${why}`, set };
  const sentence = `${asked} It answers ${status}, and a page of ${docsOrigin} may read that. With the reader's cookies it must answer in another way, or something in the browser is in between. ${own}`;
  return { status, readable: true, sentence, set: [] };
}

/** Why nothing came. */
function seenInFault({ fault }: WireOutcome, url: string, waitMs: number): Seen {
  const stop =
    fault && stopForFault(fault, new URL(url).host, 'the URL of the session API', waitMs);
  const seen = stop === undefined ? 'nothing came back' : stop.seen;
  const advice =
    stop?.code === 'tls'
      ? ' Open the session API once in a tab of your browser: what it says of the certificate counts. This host trusts an authority of your own with NODE_EXTRA_CA_CERTS=<file.pem>.'
      : ' Is it running, and is this its address?';
  return { readable: false, sentence: `${asked} ${seen}.${advice}`, set: [] };
}

/**
 * Asks a session API once as a page of the docs does, but without cookies, and says why that page cannot read the answer.
 * No redirect is followed: nothing but this URL is ever asked. Never rejects.
 *
 * @param docsOrigin as the page names it
 * @param nowMs milliseconds since the epoch
 * @param waitMs for the whole answer, in milliseconds
 */
export async function lookAtSession(
  url: string,
  docsOrigin: string,
  nowMs: number,
  waitMs: number = patienceMs,
): Promise<SessionLook> {
  if (docsOrigin.startsWith('https:') && !isTrustworthy(url)) {
    const sentence = `The docs are ${docsOrigin}, and browsers let no page of https ask plain http (mixed content). Give the session API's URL with https.`;
    return { atMs: nowMs, readable: false, sentence, set: [] };
  }
  const call = {
    origin: docsOrigin,
    credentials: 'include',
    method: 'GET',
    url,
    headers: [],
  } as const;
  const request = pageRequest(call);
  const wire = openWire({});
  try {
    const page = { origin: docsOrigin, url: `${docsOrigin}/` };
    const userAgent = `docs-handshake/${packageVersion().version} (a look of the mock docs host)`;
    const headers = headerOf({ userAgent }, page, await askingOf(page, request), [], []);
    const outcome = await wire.ask({ method: 'GET', url, headers, timeoutMs: waitMs });
    const { answer, fault } = outcome;
    const seen =
      answer === undefined || fault !== undefined
        ? seenInFault(outcome, url, waitMs)
        : seenIn(answer, request, docsOrigin);
    return { atMs: nowMs, ...seen };
  } finally {
    wire.close();
  }
}
