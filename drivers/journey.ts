import { mask } from '../protocol/masking.js';
import type { Exchange, Hop, Navigation } from '../protocol/exchange.js';
import { seal, sealAs } from '../protocol/sealed.js';
import { loginUrlFor, returnValue } from '../protocol/visit.js';
import type { Target, Visit } from '../protocol/visit.js';
import { valuesSet } from './cookie-jar.js';
import { answerForm, hiddenValues } from './form-answer.js';
import { hopOf } from './hop.js';
import { originOf } from './location.js';
import { endingOf } from './page-ending.js';
import type { SignInState } from './page-ending.js';
import { readPage } from './page.js';
import { followRedirect } from './redirect.js';
import { bodyText, isHtml } from './response-head.js';
import { findSignInForm } from './sign-in-form.js';
import { defaultPolicy, relationOf } from './site.js';
import { place, stopped } from './step.js';
import type { Ending, Next, Step } from './step.js';
import { cookiesFor, requestFor } from './visit-request.js';
import type { Visitor } from './visit-request.js';
import { redirects } from './wire.js';
import type { Wire, WireAnswer, WireOutcome } from './wire.js';
import { stopForFault } from './wire-fault.js';

/** Fetch allows 20 redirects in a row. */
const redirectLimit = 20;
/** Pages of a sign-in that are filled in: identifier, password, and one more. */
const pageLimit = 3;

/** What a journey needs besides its visitor. */
export interface JourneyOptions extends Visitor {
  readonly wire: Wire;
  /** True where this visit answers a sign-in form. */
  readonly signsIn: boolean;
  readonly progress?: (line: string) => void;
}

/** Makes one visit over HTTP, from the login URL to where it ends. Rejects only when aborted. */
export async function travel(options: JourneyOptions): Promise<Exchange> {
  const { target, visit } = options;
  const startedAtMs = Date.now();
  const hops: Hop[] = [];
  const navigations: Navigation[] = [];
  const secrets = new Set<string>();
  const trusted = new Set([originOf(target.loginUrl), ...target.signInOrigins]);
  const sent = sentValues(visit, target);
  let state: SignInState = options.signsIn ? 'due' : 'off';
  let signIns = 0;
  let filledIn = 0;

  const hide = (values: readonly string[], least: number): void => {
    for (const value of values) {
      if (value.length >= least && !sent.has(value)) secrets.add(value);
    }
  };
  if (target.user !== undefined) hide([target.user.password.reveal()], 4);
  hide([new URL(target.loginUrl).password], 4);
  hide(
    target.cookies.map(([, value]) => value.reveal()),
    4,
  );

  const ask = async (step: Step): Promise<WireOutcome> => {
    const cookies = await cookiesFor(options, step);
    const outcome = await options.wire.ask(requestFor(options, step, cookies));
    const { hop, setCookies } = hopOf(step, outcome, cookies);
    hops.push(hop);
    hide(valuesSet(setCookies), 4);
    await options.jar.store(step.url, setCookies);
    options.progress?.(
      `${visit.name}: ${step.method} ${place(step.url)} → ${hop.status ?? 'no answer'}`,
    );
    return outcome;
  };

  /** What a page leads to: the submission of its sign-in form, or the end. */
  const landed = async (step: Step, answer: WireAnswer): Promise<Next> => {
    const text = bodyText(answer);
    const html = text !== undefined && isHtml(answer, text);
    const page = html ? await readPage(text, step.url) : undefined;
    const found = page && findSignInForm(page);
    const opens = answer.status < 400 || answer.status === 401 || answer.status === 403;
    // After the identifier comes the password; the identifier asked for again means that it was refused.
    const wanted = state === 'due' || (state === 'identified' && found?.password !== undefined);
    const { user } = target;
    if (!page || !found || !user || !wanted || !opens || filledIn >= pageLimit) {
      if (state === 'identified' && found !== undefined) state = 'submitted';
      const shown = page === undefined ? {} : { page };
      return { stop: endingOf({ answer, where: place(step.url), state, target, ...shown }) };
    }
    const next = await answerForm({ step, answer, page, found, user, trusted });
    if ('step' in next) {
      hide(hiddenValues(found), 8);
      filledIn += 1;
      state = next.step.credentials ? 'submitted' : 'identified';
      signIns += next.step.credentials ? 1 : 0;
      const from = hops.length - 1;
      navigations.push({ url: seal(next.step.url), from, cause: 'form', atMs: Date.now() });
    }
    return next;
  };

  const onwards = async (step: Step, { answer, fault, ...outcome }: WireOutcome): Promise<Next> => {
    if (answer === undefined || fault !== undefined) {
      const { origin, host } = new URL(step.url);
      const inside = origin === originOf(target.loginUrl);
      const setting = inside ? 'the login URL' : `the redirect to ${origin}`;
      return fault === undefined
        ? stopped('garbage', `${host} gave no answer; correct ${setting}.`)
        : { stop: stopForFault(fault, host, setting, target.timeoutMs) };
    }
    if (!redirects(answer)) return landed(step, answer);
    const hop = hops.length - 1;
    const atMs = outcome.receivedAtMs;
    const { sentTo, next } = await followRedirect({ step, answer, hop, atMs, target, trusted });
    navigations.push({ url: seal(sentTo), from: hop, cause: 'redirect', atMs });
    return next;
  };

  let step = await firstStep(target, visit);
  navigations.push({ url: seal(step.url), from: -1, cause: 'start', atMs: startedAtMs });
  const asked = new Map<string, number>();
  let followed = 0;
  let end: Ending | undefined;
  while (end === undefined) {
    const key = JSON.stringify([step.method, step.url, await cookiesFor(options, step)]);
    asked.set(key, (asked.get(key) ?? 0) + 1);
    const circles = (asked.get(key) ?? 0) > 2;
    if (circles || followed > redirectLimit) {
      const how = circles ? 'in a circle' : `more than ${redirectLimit} times`;
      const last = place(step.url);
      end = stopped('loop', `The login flow redirects ${how}, last to ${last}; let it end.`);
      break;
    }
    const next = await onwards(step, await ask(step));
    if ('step' in next) {
      step = next.step;
      followed = step.cause === 'redirect' ? followed + 1 : 0;
    } else {
      end = next;
    }
  }
  const known = [...secrets];
  return {
    visit: visit.name,
    driver: 'http',
    startedAtMs,
    durationMs: Date.now() - startedAtMs,
    hops,
    navigations,
    ...(end.callback === undefined ? {} : { callback: end.callback }),
    stop: { code: end.stop.code, sentence: mask(end.stop.sentence, known) },
    signIns,
    secrets: known.map((secret) => sealAs(secret)),
  };
}

/** The visitor follows the login link of a docs page. */
async function firstStep(target: Target, visit: Visit): Promise<Step> {
  const url = loginUrlFor(target, visit);
  const page = `${target.docsOrigin}${target.docsPath}/`;
  return {
    url,
    cause: 'start',
    method: 'GET',
    credentials: false,
    typed: false,
    page,
    policy: defaultPolicy,
    relation: await relationOf(page, url),
    tainted: false,
  };
}

/** What the visit itself sent, in the spellings in which it may come back: no secret. */
function sentValues(visit: Visit, target: Target): ReadonlySet<string> {
  const value = returnValue(visit, target.docsOrigin) ?? '';
  const raw = visit.rawReturnTo ?? '';
  return new Set(
    [value, raw, new URLSearchParams({ v: value }).toString().slice(2)].flatMap((one) => [
      one,
      one.replaceAll('+', '%20'),
    ]),
  );
}
