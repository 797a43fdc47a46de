import { answeredUser } from '../../../../protocol/http/answered-user.js';
import { valueOf } from '../../../../protocol/http/cors/fields.js';
import {
  requirement,
  type AtExchange,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import { met, noted, notReached, unmet, type Finding } from '../../../../protocol/verdict.js';
import type { VisitOf } from '../../../../protocol/visit.js';
import { quoted } from '../../sentences.js';
import { oauthRfc } from '../../sources.js';
import { plain, signingIn } from '../../visits.js';
import { endpointHeaders, grantChange } from '../mutants.js';
import { answerOf, isSuccess, redirectWords, sendsOn, type Answered } from '../seen.js';
import { oddly } from '../visits.js';
import { withoutInfo } from './answers.js';

/** Whom the Info API answers. */

/** Everything that is no right token, one after the other; nobody is signed out by it. */
const probes: VisitOf<'odd-return'> = oddly(
  'info-without-token',
  'the Info API is asked without a right token',
  {
    informs: [
      {},
      { as: 'no-token', token: 'none' },
      { as: 'invented-token', token: 'invented' },
      { as: 'altered-token', token: 'altered' },
      { as: 'query-token', token: 'query' },
    ],
  },
);

const words: Readonly<Record<string, string>> = {
  'no-token': 'without a token',
  'invented-token': 'with a token that nobody was given',
  'altered-token': 'with a token in which one character was changed',
  'query-token': 'with the token in the query',
};

/** True where an answer names somebody. */
const names = (call: Answered): boolean =>
  isSuccess(call) && Object.keys(answeredUser(call).user ?? {}).length > 0;

/** A check of the answers to the probes, where a right token was answered. */
const onProbes =
  (ways: readonly string[], check: (calls: readonly Answered[]) => Finding) =>
  ({ exchange }: AtExchange, { other }: Context): Finding => {
    const right = [signingIn, plain].some((visit) => {
      const call = answerOf(other(visit)?.exchange ?? exchange, 'info');
      return call !== undefined && call.fault === undefined && isSuccess(call);
    });
    if (!right) return notReached('No right token was answered: see info-answers.');
    const calls = ways
      .flatMap((way) => answerOf(exchange, 'info', way) ?? [])
      .filter(({ fault }) => fault === undefined);
    const limited = calls.find(({ response }) => [429, 503].includes(response.status));
    if (limited !== undefined) {
      return notReached(`The answer was ${limited.response.status}: a rate limit, as it seems.`);
    }
    return calls.length === 0
      ? notReached('The Info API was not asked, or gave no answer.')
      : check(calls);
  };

const withoutRight = ['no-token', 'invented-token', 'altered-token'];

const infoClosed: UndatedRequirement = requirement({
  id: 'info-closed',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6750, '3.1'),
  title: 'Without a right token the Info API names nobody',
  why: 'Whoever knows its address reads the groups and the content of your users.',
  fix: 'Look the whole token up (or verify its signature) before you answer, and answer 401 where it is not right.',
  stage: 'exchange',
  visits: [probes],
  seenBy: ['http'],
  refusalIsFine: true,
  moot: withoutInfo,
  check: onProbes(withoutRight, (calls) => {
    const named = calls.find(names);
    if (named !== undefined) {
      return unmet(
        'The answer is a 4xx and names nobody.',
        `${capitalOf(named)} it names somebody.`,
      );
    }
    const odd = calls.find(({ response }) => response.status < 400 || response.status > 499);
    return odd === undefined
      ? met
      : unmet(
          'The answer is a 4xx and names nobody.',
          sendsOn(odd)
            ? `${capitalOf(odd)} ${redirectWords(odd)}.`
            : `${capitalOf(odd)} the answer is ${odd.response.status}.`,
        );
  }),
  brokenBy: [
    {
      name: 'open-info',
      change: grantChange((honest) => ({
        access: (token, accesses, request) =>
          token === undefined ? accesses.last() : honest.access(token, accesses, request),
      })),
      alsoFells: [
        {
          id: 'info-no-query-token',
          why: 'the header field alone is looked at, and is not needed',
        },
      ],
    },
    {
      name: 'any-token',
      change: grantChange((honest) => ({
        access: (token, accesses, request) =>
          honest.access(token, accesses, request) ??
          (token === undefined ? undefined : accesses.last()),
      })),
    },
    {
      name: 'sent-to-login',
      change: grantChange((honest) => ({
        infoAnswer: (request, user, token) => {
          const answer = honest.infoAnswer(request, user, token);
          if (user !== undefined) return answer;
          const headers = [...answer.headers, ['Location', '/authorize?from=api'] as const];
          return { ...answer, status: 302, headers };
        },
      })),
    },
    {
      name: 'token-by-its-beginning',
      change: grantChange((honest) => ({
        access: (token, accesses, request) => {
          const last = accesses.last();
          const near = token !== undefined && last?.token.slice(0, 12) === token.slice(0, 12);
          return near ? last : honest.access(token, accesses, request);
        },
      })),
    },
  ],
});

const capitalOf = ({ way = '' }: Answered): string => {
  const said = words[way] ?? way;
  return said.charAt(0).toUpperCase() + said.slice(1);
};

const infoNoQueryToken: UndatedRequirement = requirement({
  id: 'info-no-query-token',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6750, '2.3'),
  title: 'A token in the query is not taken',
  why: 'An address with a token in it stands in the log of every server on the way.',
  fix: 'Read the token from the Authorization field alone.',
  stage: 'exchange',
  visits: [probes],
  seenBy: ['http'],
  refusalIsFine: true,
  moot: withoutInfo,
  check: onProbes(['query-token'], (calls) =>
    calls.some(names)
      ? unmet('?access_token=… brings no user.', 'With the token in the query it names the reader.')
      : met,
  ),
  brokenBy: [
    {
      name: 'query-token-accepted',
      change: grantChange((honest) => ({
        bearer: (request) =>
          honest.bearer(request) ??
          request.fields.find(([name]) => name === 'access_token')?.[1] ??
          undefined,
      })),
    },
  ],
});

/** What is wrong with a challenge. */
function challengeFault(call: Answered): string | undefined {
  const field = valueOf(call.response.headers, 'www-authenticate');
  if (field === undefined) return `${capitalOf(call)} there is no WWW-Authenticate.`;
  if (!/(?:^|[\s,])bearer(?:[\s,]|$)/i.test(field)) {
    return `${capitalOf(call)} WWW-Authenticate is ${quoted(field)}.`;
  }
  const error = /error\s*=\s*"?([\w-]+)/i.exec(field)?.[1];
  return call.way === 'no-token' && error !== undefined
    ? `Without a token it says error=${quoted(error)}; an error is for a token that was sent.`
    : undefined;
}

const infoChallenge: UndatedRequirement = requirement({
  id: 'info-challenge',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6750, '3'),
  title: 'A refusal says WWW-Authenticate: Bearer',
  why: 'A client tells by it that the token is what is missing, and not the page.',
  fix: 'Send WWW-Authenticate: Bearer with 401; with error="invalid_token" where a token was sent that is not right.',
  stage: 'exchange',
  visits: [probes],
  seenBy: ['http'],
  refusalIsFine: true,
  moot: withoutInfo,
  check: onProbes(withoutRight, (calls) => {
    if (calls.some(isSuccess)) return notReached('It is no refusal: see info-closed.');
    const refused = calls.filter(
      ({ response }) => response.status === 401 || response.status === 403,
    );
    const found = (refused.length > 0 ? refused : calls)
      .map(challengeFault)
      .find((each) => each !== undefined);
    return found === undefined ? met : unmet('The answer has WWW-Authenticate: Bearer.', found);
  }),
  brokenBy: [
    { name: 'no-challenge', change: endpointHeaders('info', () => [], ['WWW-Authenticate']) },
    {
      name: 'basic-challenge',
      change: endpointHeaders(
        'info',
        () => [['WWW-Authenticate', 'Basic realm="acme"']],
        [],
        ({ status }) => status === 401,
      ),
    },
  ],
});

/** A token for nothing that has to do with the docs. */
const withoutScope = oddly('without-scope', 'no scope is asked for', {
  parameters: (usual) => usual.filter(([name]) => name !== 'scope'),
});

const infoScope: UndatedRequirement = requirement({
  id: 'info-scope',
  level: 'info',
  class: 'rfc',
  source: oauthRfc(6750, '3.1'),
  title: 'A token without a scope of the docs is not answered',
  why: 'A token that a reader has granted for something else says who they are, too.',
  fix: 'Let the Info API ask for the scope of the docs, and answer 403 with error="insufficient_scope".',
  stage: 'exchange',
  visits: [withoutScope],
  seenBy: ['http'],
  refusalIsFine: true,
  moot: withoutInfo,
  check: ({ exchange }) => {
    const call = answerOf(exchange, 'info');
    if (call === undefined) return notReached('No token was given without a scope.');
    return names(call)
      ? noted('A token that was asked for without a scope is answered, too.')
      : met;
  },
  brokenBy: [],
});

/** The rows about whom the Info API answers, in the order of the catalogue. */
export const infoClosedRequirements: readonly UndatedRequirement[] = [
  infoClosed,
  infoNoQueryToken,
  infoChallenge,
];

export { infoScope };
