import type { Cause, Hop, Navigation } from '../../protocol/exchange.js';
import { credentialValues, mask } from '../../protocol/secrecy/masking.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { isOrdinary } from '../../protocol/secrecy/spellings.js';
import { configuredSecrets } from '../../protocol/secrecy/withheld.js';
import { trustedOrigins } from '../../protocol/url/destination.js';
import { returnValue } from '../../protocol/url/login-url.js';
import type { Target, Visit } from '../../protocol/visit.js';
import type { Page } from '../sign-in/page.js';
import { place } from '../wording.js';
import { valuesSet } from './cookie-jar.js';
import { hopOf } from './hop.js';
import type { PlannedHop } from './planned-hop.js';
import { cookiesFor, requestFor } from './request.js';
import type { Visitor } from './request.js';
import type { WireOutcome } from './wire/response.js';
import type { Wire } from './wire/wire.js';

/** Who asks, over what, and who gets word of it. */
export interface VisitLogOptions extends Visitor {
  readonly wire: Wire;
  /** Gets one masked line per request. */
  readonly progress?: (line: string) => void;
}

/** What one visit has asked for and seen so far. */
export interface VisitLog {
  readonly hops: readonly Hop[];
  readonly navigations: readonly Navigation[];
  /** Values that must never be shown whole. */
  readonly secrets: ReadonlySet<string>;
  /** Origins to which credentials may go. */
  readonly trusted: () => ReadonlySet<string>;
  /** Makes a request, with the visitor's cookies, and keeps those of the answer. */
  readonly ask: (planned: PlannedHop) => Promise<WireOutcome>;
  /** The visitor is sent somewhere. `from`: the index of the answer that does so; the last one where absent. */
  readonly sentTo: (url: string, cause: Cause, atMs: number, from?: number) => void;
  /** Notes what the password fields of the last page hold before anybody has typed. */
  readonly notePasswordFields: (page: Page) => void;
  /** Takes values for secrets, but for those that anybody could know. */
  readonly hide: (values: readonly string[]) => void;
}

/** Opens the log of one visit. */
export function openVisitLog(options: VisitLogOptions): VisitLog {
  const { target, visit } = options;
  const hops: Hop[] = [];
  const navigations: Navigation[] = [];
  const secrets = new Set<string>(configuredSecrets(target));
  const own = sentValues(visit, target);

  const hide = (values: readonly string[]): void => {
    for (const value of values) if (!isOrdinary(value) && !own.has(value)) secrets.add(value);
  };
  return {
    hops,
    navigations,
    secrets,
    hide,
    trusted: () =>
      trustedOrigins(
        target,
        hops.map(({ url, cause }) => ({ url: url.reveal(), cause })),
      ),
    ask: async (planned) => {
      const cookies = await cookiesFor(options, planned);
      const outcome = await options.wire.ask(requestFor(options, planned, cookies));
      const { hop, setCookies } = hopOf(planned, outcome, cookies);
      hide([...valuesSet(setCookies), ...credentialValues(planned.url)]);
      const cookiesDropped = await options.jar.store(planned.url, setCookies);
      hops.push(cookiesDropped.length === 0 ? hop : { ...hop, cookiesDropped });
      const line = `${visit.name}: ${planned.method} ${place(planned.url)} → ${hop.status ?? 'no answer'}`;
      options.progress?.(mask(line, [...secrets]));
      return outcome;
    },
    sentTo: (url, cause, atMs, from = hops.length - 1) =>
      void navigations.push({ url: seal(url), from, cause, atMs }),
    notePasswordFields: (page) => {
      const { state: passwordField, values } = passwordFieldsOf(page);
      for (const value of values) secrets.add(value);
      const shown = hops.pop();
      if (shown === undefined) return;
      hops.push(passwordField === undefined ? shown : { ...shown, passwordField });
    },
  };
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

/** What a page's password fields hold as it is sent. */
interface PasswordFields {
  readonly state: Hop['passwordField'];
  /** Secrets, whoever sees the fields. */
  readonly values: readonly string[];
}

/** Dots and asterisks stand for a password, and are none. */
const isMaskOnly = (value: string): boolean => /^[\s*•●·∙○.]*$/.test(value);

/** Reads the password fields of a page as it was sent; scripts have not run. */
export function passwordFieldsOf(page: Page): PasswordFields {
  const fields = page.forms
    .flatMap(({ controls }) => controls)
    .filter(({ tag, type }) => tag === 'input' && type === 'password');
  const values = fields.map(({ value }) => value).filter((value) => !isMaskOnly(value));
  const seen = fields.filter(({ shown }) => shown === 'yes');
  const filled = seen.some(({ value }) => !isMaskOnly(value));
  const scripts = page.scripts > 0 || page.handlers;
  const state =
    seen.length === 0 ? undefined : filled ? (scripts ? 'unsure' : 'prefilled') : 'empty';
  return { state, values };
}
