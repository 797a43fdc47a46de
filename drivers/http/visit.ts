import type { Exchange } from '../../protocol/exchange.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import { withheld } from '../../protocol/secrecy/withheld.js';
import { namedHosts } from '../../protocol/url/named-hosts.js';
import { loginUrlFor } from '../../protocol/url/login-url.js';
import type { Asked, Target, Visit } from '../../protocol/visit.js';
import { blamingCookies } from '../sign-in/lost-cookie.js';
import { openSignIn } from '../sign-in/machine.js';
import type { SignInPlan } from '../sign-in/machine.js';
import { withSubmissions } from '../sign-in/sent-form.js';
import { place } from '../wording.js';
import { stopForFault } from './fault.js';
import { originOf } from './location.js';
import { answerPage } from './page-answer.js';
import type { FormOptions } from './page-answer.js';
import { stopped } from './planned-hop.js';
import type { Ending, Next, PlannedHop } from './planned-hop.js';
import { followRedirect } from './redirect.js';
import type { Redirected } from './redirect.js';
import { cookiesFor } from './request.js';
import { defaultPolicy, relationOf } from './same-site.js';
import { openVisitLog } from './visit-log.js';
import type { VisitLogOptions } from './visit-log.js';
import { redirects } from './wire/response.js';
import type { WireAnswer, WireOutcome } from './wire/response.js';

/** Fetch allows 20 redirects in a row. */
const redirectLimit = 20;

/** One visit to make over HTTP. */
export interface HttpVisit extends VisitLogOptions, SignInPlan, FormOptions {}

/** Makes one visit over HTTP, from the login URL to where it ends. Rejects only when aborted. */
export async function makeVisit(options: HttpVisit): Promise<Exchange> {
  const { target, visit } = options;
  const startedAtMs = Date.now();
  const log = openVisitLog(options);
  const signIn = openSignIn(options);
  const avoided = new Set(namedHosts(visit, target));

  const redirectOf = (
    planned: PlannedHop,
    answer: WireAnswer,
    atMs: number,
  ): Promise<Redirected> => {
    const hop = log.hops.length - 1;
    return followRedirect({ planned, answer, hop, atMs, target, trusted: log.trusted(), avoided });
  };

  /** Opens a page in another tab, redirects followed; what it shows is not answered. */
  const openSecondTab = async (returnTo: string): Promise<void> => {
    let planned: PlannedHop | undefined = await firstHop(target, {
      ...visit,
      name: secondTabOf(visit.name),
      returnTo,
    });
    for (let asked = 0; planned !== undefined && asked <= redirectLimit; asked += 1) {
      const { answer, receivedAtMs }: WireOutcome = await log.ask(planned);
      if (answer === undefined || !redirects(answer)) return;
      const { next }: Redirected = await redirectOf(planned, answer, receivedAtMs);
      planned = 'planned' in next ? next.planned : undefined;
    }
  };

  /** What an answer leads to. */
  const follow = async (planned: PlannedHop, outcome: WireOutcome): Promise<Next> => {
    const { answer, fault, receivedAtMs } = outcome;
    if (answer === undefined || fault !== undefined) return faultEnding(planned, outcome, target);
    if (!redirects(answer)) {
      return answerPage({ planned, answer, visit: options, log, signIn, openSecondTab });
    }
    const { sentTo, next } = await redirectOf(planned, answer, receivedAtMs);
    log.sentTo(sentTo, 'redirect', receivedAtMs);
    return next;
  };

  const first = await firstHop(target, visit);
  log.sentTo(first.url, 'start', startedAtMs);
  const end = await untilEnd(options, first, async (planned) =>
    follow(planned, await log.ask(planned)),
  );
  return withheld({
    visit: visit.name,
    driver: 'http',
    startedAtMs,
    durationMs: Date.now() - startedAtMs,
    ...withSubmissions(log.hops, signIn.forms, signIn.signIns(), end.callback !== undefined),
    navigations: log.navigations,
    ...(end.callback === undefined ? {} : { callback: end.callback }),
    stop: blamingCookies(end.stop, log.hops),
    secrets: [...log.secrets].map((secret) => sealAs(secret)),
  });
}

/** Makes one request after the other until the visit ends, be it for going in a circle. */
async function untilEnd(
  visitor: HttpVisit,
  first: PlannedHop,
  make: (planned: PlannedHop) => Promise<Next>,
): Promise<Ending> {
  const asked = new Map<string, number>();
  let planned = first;
  let followed = 0;
  for (;;) {
    const key = JSON.stringify([planned.method, planned.url, await cookiesFor(visitor, planned)]);
    const times = (asked.get(key) ?? 0) + 1;
    asked.set(key, times);
    if (times > 2 || followed > redirectLimit) {
      const how = times > 2 ? 'in a circle' : `more than ${redirectLimit} times`;
      const last = place(planned.url);
      return stopped('loop', `The login flow redirects ${how}, last to ${last}`, 'let it end');
    }
    const next = await make(planned);
    if (!('planned' in next)) return next;
    planned = next.planned;
    followed = planned.cause === 'redirect' ? followed + 1 : 0;
    // What the visitor does is no circle: a form may be sent to one address several times.
    if (followed === 0) asked.clear();
  }
}

/** The end at a request that was not answered, or not in HTTP. */
function faultEnding({ url }: PlannedHop, { fault }: WireOutcome, target: Target): Ending {
  const { origin, host } = new URL(url);
  const inside = origin === originOf(target.loginUrl);
  const setting = inside ? 'the login URL' : `the redirect to ${origin}`;
  return fault === undefined
    ? stopped('garbage', `${host} gave no answer`, `correct ${setting}`)
    : { stop: stopForFault(fault, host, setting, target.timeoutMs) };
}

/** What another tab asks for is a request of its own. */
const secondTabOf = (name: string): string => `${name}, second tab`;

/** The visitor follows the login link of a docs page. */
async function firstHop(
  target: Target,
  visit: Asked & Pick<Visit, 'kind' | 'method'>,
): Promise<PlannedHop> {
  const url = loginUrlFor(target, visit);
  const page = `${target.docsOrigin}${target.docsPath}/`;
  return {
    url,
    cause: 'start',
    method: visit.method ?? 'GET',
    credentials: false,
    typed: false,
    page,
    policy: defaultPolicy,
    relation: await relationOf(page, url),
    // A reader who types the address of a docs page, or follows a bookmark, is redirected here as well.
    ...(visit.kind === 'return-by-link' ? {} : { direct: true }),
    tainted: false,
  };
}
