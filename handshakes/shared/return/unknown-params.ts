import type { Exchange } from '../../../protocol/exchange.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { sentenceOf } from '../../../protocol/stop.js';
import { met, notReached, notReachedFor, unmet, type Finding } from '../../../protocol/verdict.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import type { Visit } from '../../../protocol/visit.js';
import { callbackChange } from '../mutants.js';
import { anonymous, bothDrivers, deepLink, plain, strangersOnly } from '../visits.js';
import type { HandshakeTexts } from '../texts.js';

const withParams = { drivers: bothDrivers, extraQuery: 'utm_source=newsletter&x=1&flag' } as const;

const unknownParams: Visit = {
  ...withParams,
  kind: 'odd-return',
  name: 'unknown-params',
  title: 'the query has parameters that nobody knows',
  ride: 'claims',
};

const onTheWay: Visit = {
  ...withParams,
  kind: 'odd-return',
  name: 'unknown-params-page',
  title: 'the query has parameters that nobody knows, on the way to /quickstart',
  returnTo: '/quickstart',
  ride: 'forwarded',
};

const stranger: Visit = {
  ...withParams,
  kind: 'odd-stranger',
  name: 'unknown-params-stranger',
  title: 'the query has parameters that nobody knows, no session',
};

const given = 'With utm_source and others in the query';

/** A stranger is shown the sign-in page that is shown without them. */
function judgeStranger({ stop }: Exchange, context: Context): Finding {
  const usual = context.other(anonymous)?.exchange.stop.code;
  if (context.visit.name === anonymous.name || usual !== 'sign-in-page') {
    return notReached('No sign-in page was shown to strangers.');
  }
  if (stop.code === 'status') {
    return unmet(
      'A stranger is asked to sign in as without them.',
      `${given}: ${sentenceOf(stop)}`,
    );
  }
  return notReached(strangersOnly);
}

/** The page that a hand-over leads back to: its path, and those of the return parameter's values. */
function pageOf(exchange: Exchange | undefined, { facts }: HandshakeTexts): string | undefined {
  const url = exchange?.callback?.url.reveal();
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { pathname, searchParams } = new URL(url);
  const paths = searchParams
    .getAll(facts.returnParam)
    .map((value) => value.replace(/[?#].*$/s, ''));
  return JSON.stringify([pathname, ...paths]);
}

const arrives = ({ stop }: Exchange): boolean => stop.code === 'callback' || stop.code === 'left';

function judgeReader(exchange: Exchange, context: Context, texts: HandshakeTexts): Finding {
  const sentence = sentenceOf(exchange.stop);
  if (!arrives(exchange)) {
    const usual = context.other(onTheWay.name === context.visit.name ? deepLink : plain);
    if (usual === undefined || !arrives(usual.exchange)) {
      return notReachedFor(exchange.stop, 'Without them the visitor does not get a token, either.');
    }
    return unmet('The visitor gets a token as without them.', `${given}: ${sentence}`);
  }
  if (context.visit.name !== onTheWay.name) return met;
  const usual = pageOf(context.other(deepLink)?.exchange, texts);
  return usual === undefined || pageOf(exchange, texts) === usual
    ? met
    : unmet(
        'The visitor comes back to the page asked for as without them.',
        `${given}, the way back to ${deepLink.returnTo as string} is another one.`,
      );
}

/** Links from elsewhere add parameters of their own. */
export const unknownParamsIgnored = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'unknown-params-ignored',
    level: 'should',
    class: 'practice',
    source: texts.sources.loginLinks,
    title: 'Unknown query parameters change nothing',
    why: 'Mail programs and campaign links add parameters; readers who follow them could not sign in.',
    fix: 'Ignore query parameters that the login route does not know.',
    stage: 'exchange',
    visits: [unknownParams, onTheWay, stranger, anonymous],
    seenBy: bothDrivers,
    check: ({ exchange }, context) =>
      sessionOf(context.visit) === 'anonymous'
        ? judgeStranger(exchange, context)
        : judgeReader(exchange, context, texts),
    brokenBy: [
      {
        name: 'strict-query',
        change: (honest) => ({
          answer: (location, token, request) =>
            /(?:^|&)utm_source=/.test(request.query)
              ? { status: 400, headers: [] }
              : honest.answer(location, token, request),
        }),
      },
      {
        name: 'strict-query-for-strangers',
        change: (honest) => ({
          // Nobody is signed in: what is answered holds no token.
          requiresSignIn: ({ query }) => !/(?:^|&)utm_source=/.test(query),
          answer: (location, token, request) =>
            /(?:^|&)utm_source=/.test(request.query) && request.headers['cookie'] === undefined
              ? { status: 400, headers: [] }
              : honest.answer(location, token, request),
        }),
      },
      {
        name: 'page-lost-with-params',
        withoutSession: 'intrusive',
        change: callbackChange((url, token, { query, docsOrigin, callbackBase }) =>
          /(?:^|&)utm_source=/.test(query)
            ? `${new URL(callbackBase, docsOrigin).href}#${token}`
            : url,
        ),
      },
    ],
  });
