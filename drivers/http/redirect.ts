import type { CallbackSeen } from '../../protocol/exchange.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { destination } from '../../protocol/url/destination.js';
import { hostPort } from '../../protocol/url/named-hosts.js';
import type { Target } from '../../protocol/visit.js';
import { departureStop } from '../departure.js';
import { fieldValue, fieldValues } from '../fields.js';
import { place } from '../wording.js';
import { originOf, resolveLocation, withInheritedFragment } from './location.js';
import { stopped } from './planned-hop.js';
import type { Ending, Next, PlannedHop } from './planned-hop.js';
import { farther, policyOf, relationOf } from './same-site.js';
import type { WireAnswer } from './wire/response.js';

/** A redirect that was answered to a request. */
export interface Redirect {
  readonly planned: PlannedHop;
  readonly answer: WireAnswer;
  /** Index of the answer among the visit's hops. */
  readonly hop: number;
  /** When its head had arrived, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly target: Target;
  /** Origins to which credentials may go. */
  readonly trusted: ReadonlySet<string>;
  /** `host:port` that the visit's own hostile value names: never contacted. */
  readonly avoided: ReadonlySet<string>;
}

/** Where a redirect leads. */
export interface Redirected {
  /** The URL it names; raw where no browser can resolve it. */
  readonly sentTo: string;
  readonly next: Next;
}

/** The first `Location` that is not empty, as latin1 text. */
const locationOf = (answer: WireAnswer): string =>
  fieldValues(answer.fields, 'location').find((value) => value.trim() !== '') ?? '';

/**
 * Where a redirect leads (Fetch "HTTP-redirect fetch").
 *
 * @returns the URL it names (raw where no browser can resolve it), and the next request or the end
 */
export async function followRedirect(redirect: Redirect): Promise<Redirected> {
  const { planned, answer } = redirect;
  const raw = locationOf(answer);
  const sentTo = resolveLocation(raw, planned.url);
  if (sentTo === undefined) {
    const seen = `${place(planned.url)} answered ${answer.status} with a Location that no browser can resolve`;
    return { sentTo: raw, next: stopped('bad-location', seen) };
  }
  const ending = endingAt(redirect, raw, sentTo);
  return { sentTo, next: ending ?? { planned: await nextHop(redirect, sentTo) } };
}

/** POST turns into GET at 301 and 302, everything at 303; 307 and 308 keep method and body. */
const keepsMethod = ({ planned, answer }: Redirect): boolean =>
  answer.status === 307 ||
  answer.status === 308 ||
  (planned.method !== 'POST' && (answer.status !== 303 || planned.method === 'HEAD'));

/** The end of the visit, where the redirect leaves the login flow. */
function endingAt(redirect: Redirect, raw: string, sentTo: string): Ending | undefined {
  const { planned, answer, target } = redirect;
  const here = place(planned.url);
  const goal = originOf(sentTo);
  const reached = destination(sentTo, target);
  const avoided = redirect.avoided.has(hostPort(sentTo) ?? '');
  const to = reached === 'away' && avoided ? 'forbidden' : reached;
  if (to === 'inside' || to === 'away') {
    return keepsMethod(redirect) && planned.typed && !redirect.trusted.has(goal)
      ? stopped(
          'left-without-token',
          `${here} answered the sign-in with ${answer.status}, which sends what was typed on to ${goal}`,
          `answer with 303, or give --sign-in-origin ${goal} if it is yours`,
        )
      : undefined;
  }
  const stop = departureStop({ to, from: here, goal: place(sentTo), target });
  return to === 'forbidden' ? { stop } : { callback: callbackOf(redirect, raw, sentTo), stop };
}

function callbackOf({ answer, hop, atMs }: Redirect, raw: string, sentTo: string): CallbackSeen {
  const date = Date.parse(fieldValue(answer.fields, 'date') ?? '');
  return {
    url: seal(sentTo),
    location: seal(raw),
    hop,
    arrivedAtMs: atMs,
    ...(Number.isNaN(date) ? {} : { dateMs: date }),
  };
}

async function nextHop(redirect: Redirect, sentTo: string): Promise<PlannedHop> {
  const { planned, answer } = redirect;
  const url = withInheritedFragment(sentTo, planned.url);
  const { body, contentType, ...bare } = planned;
  const kept = keepsMethod(redirect)
    ? { ...(body ? { body } : {}), ...(contentType ? { contentType } : {}) }
    : { method: 'GET', credentials: false, typed: false };
  // An origin that was reached by way of another one is no longer vouched for.
  const here = originOf(planned.url);
  const crossed = here !== originOf(sentTo) && here !== originOf(planned.page);
  return {
    ...bare,
    ...kept,
    url,
    cause: 'redirect',
    policy: policyOf(fieldValue(answer.fields, 'referrer-policy')) ?? planned.policy,
    relation: farther(planned.relation, await relationOf(planned.page, url)),
    tainted: planned.tainted || crossed,
  };
}
