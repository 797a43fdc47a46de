import type { Call } from '../../../protocol/http/call.js';
import type { BlockedCookie } from '../../../protocol/http/cookie-block.js';
import { withVerdicts } from '../../../protocol/http/cors/page-calls.js';
import type { HeaderField } from '../../../protocol/http/message.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { sealBody, sealField } from '../../../protocol/secrecy/sealed-message.js';
import type { AskingPage } from '../../asking/asking-page.js';
import { sealedForm } from '../../asking/wanted.js';
import type { Wanted } from '../../asking/wanted.js';
import type { CallChain, LiveCall } from './call-record.js';
import type { Got } from './page-script.js';

/** What is known of the calls of a page. */
export interface Recorded {
  readonly page: AskingPage;
  readonly wanted: Wanted;
  readonly chains: readonly CallChain[];
  readonly got: Got;
  /** Cookies of the site that are for another host: the browser does not speak of them. */
  readonly elsewhere: readonly BlockedCookie[];
  /** Why nothing came, or not all of it: a clause. */
  readonly fault?: string;
}

/** Header fields as the browser has them, those of one name apart. */
const fieldsOf = (headers: Readonly<Record<string, string>>): readonly HeaderField[] =>
  Object.entries(headers).flatMap(([name, joined]) =>
    joined.split('\n').map((value) => sealField(name, value)),
  );

/** One request of a chain, with its raw sides. */
function callOf(
  { page, wanted, elsewhere }: Recorded,
  chain: CallChain,
  live: LiveCall,
  at: number,
): Call {
  const { origin } = page;
  const { role, fetch, credentials, way, fields } = wanted;
  const carriesForm = !chain.isPreflight && fields.length > 0 && live.method !== 'GET';
  const sent = chain.sent[at];
  const answered = chain.answered[at];
  const blocked = [...(sent?.blocked ?? []), ...(chain.isPreflight ? [] : elsewhere)];
  return {
    role: chain.isPreflight ? 'preflight' : role,
    by: 'browser',
    fetch,
    page: { origin, credentials },
    ...(way === undefined ? {} : { way }),
    request: {
      method: live.method,
      url: seal(live.url),
      headers: fieldsOf(sent?.headers ?? live.announced),
      ...(carriesForm ? { fields: sealedForm(wanted) } : {}),
    },
    ...(blocked.length === 0 ? {} : { cookiesBlocked: blocked }),
    ...(answered === undefined
      ? {}
      : { response: { status: answered.status, headers: fieldsOf(answered.headers) } }),
    sentAtMs: live.sentAtMs,
    receivedAtMs: live.receivedAtMs ?? live.sentAtMs,
  };
}

/** The last call with what the page got, and what the browser says of it. */
function ended(last: Call, { chains, got, fault }: Recorded): Call {
  const words = chains.map(({ failed }) => failed?.cors).find((one) => one !== undefined);
  const { readable, text, octets, truncated } = got;
  const { response } = last;
  const whole = readable && fault === undefined && response !== undefined;
  return {
    ...last,
    ...(whole ? { response: { ...response, body: sealBody(text, octets, truncated) } } : {}),
    ...(fault === undefined ? {} : { fault }),
    readable,
    ...(words === undefined ? {} : { cors: { browser: words } }),
  };
}

/** The calls of a page's fetch in their order, preflights before what they were made for, judged by the standard. */
export function recordedCalls(recorded: Recorded): readonly Call[] {
  const { chains } = recorded;
  const preflights = chains.filter(({ isPreflight }) => isPreflight);
  const calls = chains
    .filter(({ isPreflight }) => !isPreflight)
    .flatMap((chain) =>
      chain.requests.flatMap((live, at) => [
        ...preflights.flatMap((one) =>
          one.requests.flatMap((each, index) =>
            each.url === live.url ? [callOf(recorded, one, each, index)] : [],
          ),
        ),
        callOf(recorded, chain, live, at),
      ]),
    );
  const last = calls.at(-1);
  return last === undefined ? [] : withVerdicts([...calls.slice(0, -1), ended(last, recorded)]);
}
