import type { Exchange } from '../../protocol/exchange.js';
import { requirement, type Context, type UndatedRequirement } from '../../protocol/requirement.js';
import { sentenceOf } from '../../protocol/stop.js';
import { met, notReached, notReachedFor, unmet, type Finding } from '../../protocol/verdict.js';
import type { Visit } from '../../protocol/visit.js';
import { quoted } from '../shared/sentences.js';
import { stillSignsIn, twoTabs, twoTabsBare, wrongFirst } from '../shared/sign-in-visits.js';
import { bringsToken } from '../shared/token/received-token.js';
import { bothDrivers, deepLink, signingIn } from '../shared/visits.js';
import { isUnlisted, unlistedPage } from './page-list.js';
import { likeTwoTabs } from './redirect-exact.js';
import { isDropped, resembles, returned } from './way-back.js';
import { authenticationText } from './texts.js';

/** The first value of the callback's `redirect`, form-decoded; undefined where the visit was not made, too. */
const backIn = (visit: Visit, context: Context): string | undefined =>
  returned(context.other(visit)?.callback, context)[0];

/** Why a value that did not come back says nothing about the sign-in; undefined where it does. */
function excuse(value: string | undefined, context: Context): string | undefined {
  const { visit } = context;
  if (visit.secondTab === undefined || !isDropped(value === undefined ? [] : [value])) {
    return undefined;
  }
  // Flows that take bare paths only are redirect-exact's.
  return likeTwoTabs.every((visit) => !isDropped([backIn(visit, context) ?? '']))
    ? undefined
    : 'Whether a value with a query and an anchor comes back without a sign-in was not seen.';
}

/** On what way a visit came to the docs, in words that follow "after". */
const ways: Readonly<Record<string, string>> = {
  [signingIn.name]: 'the sign-in form',
  [twoTabs.name]: 'a sign-in with a second tab open',
  [twoTabsBare.name]: 'a sign-in with a second tab open',
  [wrongFirst.name]: 'one wrong password',
};

/** True where the form came back after the password, or a 4xx: a rate limit says nothing, and tells itself. */
const isRefused = ({ stop, hops }: Exchange): boolean => {
  const status = hops.at(-1)?.status ?? 0;
  return (
    stop.code === 'sign-in-refused' ||
    (stop.code === 'status' && status >= 400 && status < 500 && status !== 429)
  );
};

/**
 * A sign-in with a second tab that did not arrive. A strict form may refuse fields that it does not know, so only the one
 * without them tells; and a limit on sign-ins would have stopped the ordinary one that follows, too.
 */
function judgeLost(exchange: Exchange, context: Context): Finding {
  if (context.visit.name !== twoTabsBare.name || !isRefused(exchange))
    return notReachedFor(exchange.stop);
  return bringsToken(context.other(stillSignsIn)?.exchange, context.facts)
    ? unmet(
        'A reader signs in with another tab open, too.',
        `With a second tab open, ${sentenceOf(exchange.stop)} Without one the same password is taken: the form or its token belongs to the tab that was opened last.`,
      )
    : notReachedFor(exchange.stop, '', 'An ordinary sign-in after it did not arrive either.');
}

/** JWT authentication only: personalization carries no redirect on its callback. */
export const redirectSurvivesSignIn: UndatedRequirement = requirement({
  id: 'redirect-survives-sign-in',
  level: 'should',
  class: 'documented',
  source: { ...authenticationText, section: 'Redirecting unauthenticated users' },
  title: 'The redirect survives the sign-in',
  why: 'Readers who have to sign in first land on the front page, or on the page of another tab.',
  fix: 'Carry the redirect of each sign-in with that sign-in, in a hidden field or a signed state, not in one slot of the session.',
  stage: 'exchange',
  visits: [signingIn, twoTabs, twoTabsBare, wrongFirst],
  controls: [unlistedPage, ...likeTwoTabs, stillSignsIn],
  point: [twoTabs, twoTabsBare],
  judgesRefusals: true,
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    if (!bringsToken(exchange, context.facts)) return judgeLost(exchange, context);
    // A flow without sessions of its own has no other way than through the form.
    const live = context.other(deepLink)?.callback;
    if (live !== undefined && backIn(deepLink, context) !== deepLink.returnTo) {
      return notReached('Without a sign-in it does not come back either: see redirect-preserved.');
    }
    const { visit, sent = '' } = context;
    const value = backIn(visit, context);
    if (value === sent) return met;
    if (isUnlisted(value, context)) {
      return notReached(
        `Without a sign-in, too, pages like ${quoted(sent)} do not come back, as far as was seen: the flow may know some pages only.`,
      );
    }
    const reason = excuse(value, context);
    if (reason !== undefined) return notReached(reason);
    const after = `After ${ways[visit.name] ?? 'the sign-in'}`;
    const expected = `${after} the callback has redirect=${encodeURIComponent(sent)}.`;
    if (value === undefined) return unmet(expected, 'It has no redirect.');
    if (resembles(value, sent)) return notReached('It comes back changed: see redirect-exact.');
    return unmet(
      expected,
      value === visit.secondTab
        ? 'It has the page of the second tab.'
        : `It has redirect=${quoted(value)}.`,
    );
  },
  brokenBy: [
    {
      name: 'redirect-in-single-session-slot',
      change: (honest) => ({
        pageHtml: (returnTo, tools, session, query) => {
          if (returnTo !== undefined) session.set('return to', returnTo);
          return honest.pageHtml(returnTo, tools, session, query);
        },
        callback: (token, request) => {
          const kept = request.method === 'POST' ? request.session.get('return to') : undefined;
          return honest.callback(
            token,
            typeof kept === 'string' ? { ...request, returnTo: kept } : request,
          );
        },
      }),
    },
    {
      name: 'form-token-in-single-slot',
      change: () => ({ formToken: (_kept, fresh) => fresh }),
    },
    {
      name: 'redirect-lost-in-form',
      withoutSession: 'harmless',
      change: (honest) => ({
        callback: (token, request) =>
          honest.callback(
            token,
            request.method === 'POST' ? { ...request, returnTo: undefined } : request,
          ),
      }),
    },
  ],
});
