import type { Exchange } from '../../../protocol/exchange.js';
import {
  formActionAllows,
  policiesInPage,
  sourceLists,
} from '../../../protocol/http/content-security-policy.js';
import type { LoginPlan, Mutant } from '../../../protocol/plan.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import {
  met,
  notApplicable,
  notReached,
  notReachedFor,
  unmet,
  type Finding,
} from '../../../protocol/verdict.js';
import { nameAlone } from '../name-alone.js';
import { fieldValues } from '../sentences.js';
import { signInAt, submissionsOf } from '../submission.js';
import { bothDrivers, signingIn } from '../visits.js';

const noSignIn = 'No sign-in was made: give --sign-in form with --username and --password.';

/** What to say of an exchange in which no form was sent. */
export function withoutForm(exchange: Exchange, { signIn }: Context): Finding {
  if (signIn === 'none') {
    return notApplicable('The target is declared to sign in by itself (--sign-in none).');
  }
  if (signIn === 'undeclared') return notReached(noSignIn);
  // A request of a script is no navigation: it hands nothing over, and form-action does not limit it.
  if (exchange.callback === undefined) return notReachedFor(exchange.stop);
  return exchange.signIns > 0
    ? notApplicable('The sign-in was sent by a script or a sign-in of your own, not by a form.')
    : notReached('The visitor came to the docs without a sign-in form, so none was sent.');
}

interface Blocked {
  readonly directive: string;
  readonly to: string;
}

/** What the page with a form allows its form to reach, read from its header and its markup; undefined where they say nothing. */
function blockedOn(exchange: Exchange, submitted: number): Blocked | undefined {
  const page = exchange.hops[submitted - 1];
  if (submitted < 1 || page === undefined) return undefined;
  const pageUrl = new URL(page.url.reveal());
  const after = exchange.navigations.filter(({ from }) => from >= submitted);
  // form-action follows the form's redirects; a page that goes on by script begins a navigation of its own.
  const end = after.findIndex(({ cause }) => cause !== 'redirect');
  const redirects = after.slice(0, end < 0 ? after.length : end).map(({ url }) => url.reveal());
  const chain = [exchange.hops[submitted]?.url.reveal() ?? '', ...redirects];
  const policies = [
    ...fieldValues(page, 'content-security-policy'),
    ...policiesInPage(page.body?.text?.reveal() ?? ''),
  ];
  for (const sources of policies.flatMap((policy) => sourceLists(policy, 'form-action'))) {
    const stopped = chain.find(
      (url) => URL.canParse(url) && !formActionAllows(sources, new URL(url), pageUrl),
    );
    if (stopped !== undefined) {
      return { directive: `form-action ${sources.join(' ')}`, to: new URL(stopped).origin };
    }
  }
  return undefined;
}

/** The first form of the sign-in, or of a confirmation after it, whose page does not allow where it ends. */
function blockedByHeader(exchange: Exchange): Blocked | undefined {
  return submissionsOf(exchange)
    .map((submitted) => blockedOn(exchange, submitted))
    .find((found) => found !== undefined);
}

/**
 * The `sandbox` of a page under which a browser sends no form (CSP3 §6.3.2, HTML standard, "allow-forms"); undefined
 * where it may. A `meta` element cannot set it, and with `allow-scripts` a script may send what the form does not.
 */
function sandboxed(exchange: Exchange): string | undefined {
  const pages = submissionsOf(exchange).flatMap((submitted) => exchange.hops[submitted - 1] ?? []);
  const words = pages
    .flatMap((page) => fieldValues(page, 'content-security-policy'))
    .flatMap((policy) => sourceLists(policy, 'sandbox'))
    .map((list) => list.map((word) => word.toLowerCase()))
    .find((list) => !list.includes('allow-forms') && !list.includes('allow-scripts'));
  return words === undefined ? undefined : ['sandbox', ...words].join(' ');
}

/** The honest sign-in page with something added to its Content-Security-Policy. */
const policyWith =
  (added: string) =>
  (honest: LoginPlan): Partial<LoginPlan> => ({
    pageHeaders: (docsOrigin) =>
      honest
        .pageHeaders(docsOrigin)
        .map(([name, value]) =>
          name.toLowerCase() === 'content-security-policy'
            ? [name, `${value}${added}`]
            : [name, value],
        ),
  });

/** The header fields of the sign-in page, its policy this form-action alone. */
const headersWith =
  ({ pageHeaders }: LoginPlan, sources: (docsOrigin: string) => string): LoginPlan['pageHeaders'] =>
  (docsOrigin) => [
    ...pageHeaders(docsOrigin).filter(([name]) => name.toLowerCase() !== 'content-security-policy'),
    ['Content-Security-Policy', `frame-ancestors 'none'; form-action ${sources(docsOrigin)}`],
  ];

/** The sign-in page's policy is this form-action alone. */
const formMayGoTo =
  (sources: (docsOrigin: string) => string) =>
  (honest: LoginPlan): Partial<LoginPlan> => ({ pageHeaders: headersWith(honest, sources) });

const formActionSelf: Mutant = {
  name: 'csp-form-action-self',
  change: formMayGoTo(() => "'self'"),
};

const sandboxedPage: Mutant = {
  name: 'csp-sandbox',
  change: policyWith('; sandbox allow-same-origin'),
};

/** Both drivers: a browser says that it was blocked, over HTTP the page's policies tell. */
export const handoffNotBlocked: UndatedRequirement = requirement({
  id: 'handoff-not-blocked',
  level: 'must',
  class: 'observed',
  source: {
    document: 'W3C Content Security Policy Level 3, form-action; Chromium applies it to redirects',
    from: '2026-08',
    address: 'https://www.w3.org/TR/CSP3/#directive-form-action',
  },
  title: "The sign-in page's CSP lets its form end at the docs",
  why: 'Chromium applies form-action to the redirects behind a form: the reader signs in, and nothing happens.',
  fix: "Add the docs origin to form-action in the Content-Security-Policy of the sign-in page: form-action 'self' https://docs.example.com.",
  stage: 'exchange',
  visits: [signingIn],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    const expected = `form-action of the sign-in page allows ${context.docsOrigin}.`;
    const to = exchange.callback?.url.reveal();
    if (to !== undefined && (!URL.canParse(to) || new URL(to).origin !== context.docsOrigin)) {
      return notReached('The hand-over goes elsewhere: see callback-origin.');
    }
    const blocked = exchange.callback?.blocked ?? exchange.hops.find((hop) => hop.blocked)?.blocked;
    if (blocked !== undefined)
      return unmet(expected, `The browser blocked the redirect: ${blocked}`);
    if (exchange.unsentForm !== undefined) {
      return unmet(
        'The sign-in page lets its form be sent.',
        `The browser did not send the form: ${exchange.unsentForm}`,
      );
    }
    const sandbox = sandboxed(exchange);
    if (sandbox !== undefined) {
      return unmet(
        'The sign-in page lets its form be sent.',
        `The page's CSP says "${sandbox}": under it a browser sends no form; add allow-forms.`,
      );
    }
    if (signInAt(exchange) < 0) return withoutForm(exchange, context);
    if (exchange.callback === undefined) return notReachedFor(exchange.stop);
    const header = blockedByHeader(exchange);
    return header === undefined
      ? met
      : unmet(expected, `The page says "${header.directive}", which does not allow ${header.to}.`);
  },
  brokenBy: [
    formActionSelf,
    nameAlone(formActionSelf),
    sandboxedPage,
    nameAlone(sandboxedPage),
    {
      name: 'csp-form-action-docs-only',
      change: formMayGoTo((docsOrigin) => docsOrigin),
    },
    {
      name: 'consent-csp-form-action-self',
      change: (honest) => ({ consentHeaders: headersWith(honest, () => "'self'") }),
    },
    {
      name: 'csp-second-policy',
      change: policyWith(", base-uri 'none'; form-action 'self'"),
    },
  ],
});
