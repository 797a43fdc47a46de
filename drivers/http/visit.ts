import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange, Hop, Navigation } from '../../protocol/exchange.js';
import { credentialValues, mask } from '../../protocol/secrecy/masking.js';
import { seal, sealAs } from '../../protocol/secrecy/sealed.js';
import { isOrdinary } from '../../protocol/secrecy/spellings.js';
import { configuredSecrets, withheld } from '../../protocol/secrecy/withheld.js';
import { trustedOrigins } from '../../protocol/url/destination.js';
import { namedHosts } from '../../protocol/url/named-hosts.js';
import { loginUrlFor, returnValue } from '../../protocol/visit.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { confirmationOn } from '../sign-in/confirmation.js';
import { endingOf } from '../sign-in/dead-end.js';
import type { SignInState } from '../sign-in/dead-end.js';
import { answerConfirmation, answerForm, hiddenValues } from '../sign-in/form-answer.js';
import { asksForCode, asksToSignIn, findSignInForm } from '../sign-in/form.js';
import { blamingCookies } from '../sign-in/lost-cookie.js';
import { readPage } from '../sign-in/page.js';
import type { Page } from '../sign-in/page.js';
import { passwordFieldsOf } from '../sign-in/password-field.js';
import { withSubmissions } from '../sign-in/sent-form.js';
import type { SentForm } from '../sign-in/sent-form.js';
import { credentialsFor, isSecondAttempt } from '../sign-in/wrong-password.js';
import { valuesSet } from './cookie-jar.js';
import { stopForFault } from './fault.js';
import { bodyText, isHtml } from './head.js';
import { hopOf } from './hop.js';
import { originOf } from './location.js';
import { place, stopped } from './planned-hop.js';
import type { Ending, Next, Step } from './planned-hop.js';
import { followRedirect } from './redirect.js';
import type { Redirected } from './redirect.js';
import { cookiesFor, requestFor } from './request.js';
import type { Visitor } from './request.js';
import { defaultPolicy, originFor, relationOf } from './same-site.js';
import { redirects } from './wire.js';
import type { Wire, WireAnswer, WireOutcome } from './wire.js';

/** Fetch allows 20 redirects in a row. */
const redirectLimit = 20;
/** Pages of a sign-in that are filled in: identifier, password, and one more. */
const pageLimit = 3;
/** Confirmations after a password: terms, a consent, "stay signed in?". */
export const confirmationLimit: number = 3;

/** What a journey needs besides its visitor. */
export interface JourneyOptions extends Visitor {
  readonly wire: Wire;
  /** True where this visit answers a sign-in form. */
  readonly signsIn: boolean;
  /** Called before each form that is filled in. */
  readonly beforeForm?: () => Promise<void>;
  /** True where an earlier sign-in showed that the form asks for the name alone. */
  readonly nameAlone?: boolean;
  /** True where this visitor, signed in, has confirmed something before: some login flows ask each time. */
  readonly confirms?: boolean;
  /** Milliseconds between the showing of a form and its sending. */
  readonly paceMs: number;
  readonly progress?: (line: string) => void;
}

/** Makes one visit over HTTP, from the login URL to where it ends. Rejects only when aborted. */
export async function travel(options: JourneyOptions): Promise<Exchange> {
  const { target, visit } = options;
  const startedAtMs = Date.now();
  const hops: Hop[] = [];
  const navigations: Navigation[] = [];
  const secrets = new Set<string>();
  const trusted = (): ReadonlySet<string> =>
    trustedOrigins(
      target,
      hops.map(({ url, cause }) => ({ url: url.reveal(), cause })),
    );
  const avoided = new Set(namedHosts(visit, target));
  const sent = sentValues(visit, target);
  let state: SignInState = options.signsIn ? 'due' : 'off';
  let signIns = 0;
  let filledIn = 0;
  const forms: SentForm[] = [];

  const hide = (values: readonly string[]): void => {
    for (const value of values) if (!isOrdinary(value) && !sent.has(value)) secrets.add(value);
  };
  for (const value of configuredSecrets(target)) secrets.add(value);

  const ask = async (step: Step): Promise<WireOutcome> => {
    const cookies = await cookiesFor(options, step);
    const outcome = await options.wire.ask(requestFor(options, step, cookies));
    const { hop, setCookies } = hopOf(step, outcome, cookies);
    hide([...valuesSet(setCookies), ...credentialValues(step.url)]);
    const cookiesDropped = await options.jar.store(step.url, setCookies);
    hops.push(cookiesDropped.length === 0 ? hop : { ...hop, cookiesDropped });
    const line = `${visit.name}: ${step.method} ${place(step.url)} → ${hop.status ?? 'no answer'}`;
    options.progress?.(mask(line, [...secrets]));
    return outcome;
  };

  const redirectOf = async (step: Step, answer: WireAnswer, atMs: number): Promise<Redirected> =>
    followRedirect({
      step,
      answer,
      hop: hops.length - 1,
      atMs,
      target,
      trusted: trusted(),
      avoided,
    });

  /** Opens a page in another tab, redirects followed; what it shows is not answered. */
  const glance = async (start: Step): Promise<void> => {
    let step: Step | undefined = start;
    for (let asked = 0; step !== undefined && asked <= redirectLimit; asked += 1) {
      const { answer, receivedAtMs }: WireOutcome = await ask(step);
      if (answer === undefined || !redirects(answer)) return;
      const { next }: Redirected = await redirectOf(step, answer, receivedAtMs);
      step = 'step' in next ? next.step : undefined;
    }
  };

  /** What its password fields hold before anybody has typed. */
  const look = (page: Page): void => {
    const { state: passwordField, values } = passwordFieldsOf(page);
    for (const value of values) secrets.add(value);
    const shown = hops.pop();
    if (shown === undefined) return;
    hops.push(passwordField === undefined ? shown : { ...shown, passwordField });
  };

  /** The next step where a page after the password asks for nothing but one button. */
  const confirmed = async (
    step: Step,
    answer: WireAnswer,
    page: Page,
  ): Promise<Step | undefined> => {
    const past = forms.filter(({ typed }) => typed === 'nothing').length >= confirmationLimit;
    const asked = state === 'submitted' || (state === 'off' && options.confirms === true);
    if (!asked || past || answer.status >= 400 || page.refreshes) return undefined;
    if (asksToSignIn(page) || asksForCode(page)) return undefined;
    const found = confirmationOn(page);
    const next =
      found && (await answerConfirmation({ step, answer, page, found, trusted: trusted() }));
    if (found === undefined || next === undefined) return undefined;
    forms.push({ at: hops.length, typed: 'nothing' });
    hide(hiddenValues(found));
    const from = hops.length - 1;
    navigations.push({ url: seal(next.url), from, cause: 'form', atMs: Date.now() });
    return next;
  };

  /** What a page leads to: the submission of its sign-in form, or the end. */
  const landed = async (step: Step, answer: WireAnswer): Promise<Next> => {
    const text = bodyText(answer);
    const html = text !== undefined && isHtml(answer, text);
    const page = html ? await readPage(text, step.url) : undefined;
    const found = page && findSignInForm(page, target.user?.username);
    const from = hops.length - 1;
    if (page !== undefined && state !== 'submitted') look(page);
    const again = state === 'submitted' && isSecondAttempt(visit, signIns) && found !== undefined;
    if (again) state = 'due';
    const opens = answer.status < 400 || answer.status === 401 || answer.status === 403 || again;
    // After the identifier comes the password; the identifier asked for again means that it was refused.
    const wanted = state === 'due' || (state === 'identified' && found?.password !== undefined);
    const { user } = target;
    const pages = visit.wrongFirst === true ? 2 * pageLimit : pageLimit;
    if (!page || !found || !user || !wanted || !opens || filledIn >= pages) {
      const confirmation = page && (await confirmed(step, answer, page));
      if (confirmation !== undefined) return { step: confirmation };
      if (state === 'identified' && found !== undefined) state = 'submitted';
      const shown = page === undefined ? {} : { page };
      const where = place(step.url);
      const nullOrigin = nullOriginOf(step);
      const toPassword = step.credentials;
      const end = { answer, where, state, target, toPassword, nullOrigin, ...shown };
      return { stop: endingOf({ ...end, user: visit.user }) };
    }
    if (visit.secondTab !== undefined && filledIn === 0) {
      await glance(await firstStep(target, { ...visit, returnTo: visit.secondTab }));
    }
    const next = await answerForm({
      step,
      answer,
      page,
      found,
      trusted: trusted(),
      user: credentialsFor(visit, user, signIns),
      added: found.password === undefined && !options.nameAlone ? [] : (visit.formFields ?? []),
    });
    if ('step' in next) {
      const shownAtMs = hops[from]?.receivedAtMs ?? Date.now();
      const left = shownAtMs + options.paceMs - Date.now();
      if (options.paceMs > 0 && left > 0) await wait(left);
      await options.beforeForm?.();
      forms.push({ at: hops.length, typed: next.step.credentials ? 'secret' : 'name' });
      hide(hiddenValues(found));
      filledIn += 1;
      state = next.step.credentials ? 'submitted' : 'identified';
      signIns += next.step.credentials ? 1 : 0;
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
    const { sentTo, next } = await redirectOf(step, answer, atMs);
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
      // What the visitor does is no circle: a form may be sent to one address several times.
      if (followed === 0) asked.clear();
    } else {
      end = next;
    }
  }
  const known = [...secrets];
  return withheld({
    visit: visit.name,
    driver: 'http',
    startedAtMs,
    durationMs: Date.now() - startedAtMs,
    ...withSubmissions(hops, forms, signIns, end.callback !== undefined),
    navigations,
    ...(end.callback === undefined ? {} : { callback: end.callback }),
    stop: blamingCookies(end.stop, hops),
    secrets: known.map((secret) => sealAs(secret)),
  });
}

/** The visitor follows the login link of a docs page. */
async function firstStep(target: Target, visit: Visit): Promise<Step> {
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
    ...(visit.clicked === true ? {} : { direct: true }),
    tainted: false,
  };
}

/** The policy of the page behind a form, where it makes browsers send `Origin: null` with it; undefined otherwise. */
function nullOriginOf(step: Step): string | undefined {
  const { method, cause, tainted, page, url, policy } = step;
  const own = method === 'POST' && cause === 'form' && !tainted;
  return own && originFor(page, url, policy) === 'null' ? policy : undefined;
}

/** What the visit itself sent, in the spellings in which it may come back: no secret. */
function sentValues(visit: Visit, target: Target): ReadonlySet<string> {
  const value = returnValue(visit, target) ?? '';
  const raw = visit.rawReturnTo ?? '';
  return new Set(
    [value, raw, new URLSearchParams({ v: value }).toString().slice(2)].flatMap((one) => [
      one,
      one.replaceAll('+', '%20'),
    ]),
  );
}
