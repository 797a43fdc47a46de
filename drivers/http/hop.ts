import type { Hop } from '../../protocol/exchange.js';
import { seal, sealAs } from '../../protocol/secrecy/sealed.js';
import { sealField } from '../../protocol/secrecy/sealed-message.js';
import { fieldValues } from '../fields.js';
import { namesSet } from './cookie-jar.js';
import type { CookiePair } from './cookie-jar.js';
import { bodyText, rawHead, salvage } from './head.js';
import type { PlannedHop } from './planned-hop.js';
import type { WireOutcome } from './wire/response.js';

/** What one request and its answer look like in an exchange, and the `Set-Cookie` values it brought. */
export function hopOf(
  planned: PlannedHop,
  outcome: WireOutcome,
  cookies: readonly CookiePair[],
): { readonly hop: Hop; readonly setCookies: readonly string[] } {
  const { answer } = outcome;
  const head = rawHead(outcome.raw, answer);
  // A head that the parser refused may still hold what a judge looks for.
  const { status, fields } = answer ?? salvage(head) ?? { status: undefined, fields: [] };
  const setCookies = fieldValues(fields, 'set-cookie');
  const text = answer && bodyText(answer);
  const hop: Hop = {
    method: planned.method,
    url: seal(planned.url),
    cause: planned.cause,
    credentials: planned.credentials,
    ...(status === undefined ? {} : { status }),
    headers: fields.map(([name, value]) => sealField(name, value)),
    ...(head === '' ? {} : { rawHead: seal(head) }),
    sentAtMs: outcome.sentAtMs,
    receivedAtMs: outcome.receivedAtMs,
    cookiesSent: cookies.map(([name]) => name),
    cookiesSet: namesSet(setCookies),
    ...(answer === undefined
      ? {}
      : {
          body: {
            bytes: answer.body.length,
            truncated: answer.truncated,
            ...(text === undefined ? {} : { text: sealAs(text, `(${text.length} characters)`) }),
          },
        }),
  };
  return { hop, setCookies };
}
