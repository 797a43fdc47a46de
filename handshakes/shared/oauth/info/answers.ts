import { answeredUser } from '../../../../protocol/http/answered-user.js';
import type { JsonObject } from '../../../../protocol/json.js';
import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { met, noted, notReached, unmet, type Finding } from '../../../../protocol/verdict.js';
import { keptByNobody } from '../../http/private-answer.js';
import { bothDrivers, plain, signingIn } from '../../visits.js';
import { capital, listed } from '../../sentences.js';
import { userFields } from '../../user/field-names.js';
import { wrapperOf } from '../../user/wrapped.js';
import { endpointChange, endpointHeaders, grantChange } from '../mutants.js';
import { isSuccess, onAnswer, redirectWords, sendsOn, type Answered } from '../seen.js';
import type { OAuthTexts } from '../texts.js';

/** What the Info API answers a client that is right. */

/** Why rows about the Info API say nothing where there is none. */
export const withoutInfo: NonNullable<UndatedRequirement['moot']> = ({ client }) =>
  client !== undefined && client.infoUrl === undefined
    ? { reason: 'No Info API is configured: give --info-url where the docs host asks one.' }
    : undefined;

const expected = 'GET with the bearer token is answered with 2xx and the User object as JSON.';

/** Claims of OpenID Connect (Core 1.0 §5.1) by which an answer shows that it is that of a UserInfo endpoint. */
const oidcClaims = ['sub', 'name', 'given_name', 'family_name', 'email', 'preferred_username'];

/** What an object is that has nothing of a User object. */
function strange(user: JsonObject): string | undefined {
  const names = Object.keys(user);
  if (names.some((name) => userFields.includes(name))) return undefined;
  const claims = names.filter((name) => oidcClaims.includes(name));
  return claims.length > 0 && names.includes('sub')
    ? `It is a UserInfo answer of OpenID Connect (${listed(claims)}), not a User object: translate it, or name another URL as --info-url.`
    : undefined;
}

function answersFinding(call: Answered): Finding {
  const { status, body } = call.response;
  if (status === 429 || status === 503) {
    return notReached(`The answer was ${status}: a rate limit, as it seems.`);
  }
  if (body === undefined && status >= 200 && status <= 299) {
    return notReached(
      'The page may not read the answer, so its body was not seen: see info-cors-exact.',
    );
  }
  if (sendsOn(call)) return unmet(expected, `${capital(redirectWords(call))}.`);
  const { user, problem } = answeredUser(call);
  if (user === undefined)
    return unmet(expected, `${capital(problem ?? 'the answer names nobody')}.`);
  const wrapper = wrapperOf(user);
  if (wrapper !== undefined) {
    return unmet(
      expected,
      `The User object stands inside ${JSON.stringify(wrapper)}, where it is not read.`,
    );
  }
  const why = strange(user);
  if (why !== undefined) return unmet(expected, why);
  // What is read of it depends on the reader of JSON (RFC 8259 §4).
  return problem === undefined ? met : noted(`${capital(problem)}.`);
}

const infoAnswers = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'info-answers',
    level: 'must',
    class: 'documented',
    source: texts.sources.info,
    title: 'The Info API says who reads',
    why: 'What it does not say the docs do not know: no groups, no content, and the reader stays a stranger.',
    fix: 'Answer GET with Authorization: Bearer <access token> by 200 and the User object at the top level of the JSON.',
    inCalls: true,
    stage: 'exchange',
    visits: [signingIn, plain],
    completes: true,
    seenBy: bothDrivers,
    moot: withoutInfo,
    check: onAnswer('info', answersFinding),
    brokenBy: [
      {
        name: 'wrapped-data',
        change: endpointChange('info', (answer) =>
          answer.status === 200 ? { ...answer, body: `{"data":${answer.body ?? '{}'}}` } : answer,
        ),
        alsoFells: [
          { id: 'user-known-fields', why: 'the members of the user are not where they are read' },
        ],
      },
      {
        name: 'oidc-userinfo',
        change: endpointChange('info', (answer) =>
          answer.status === 200
            ? {
                ...answer,
                body: '{"sub":"248289761001","name":"Jane Doe","given_name":"Jane","family_name":"Doe","email":"janedoe@example.com"}',
              }
            : answer,
        ),
      },
      {
        name: 'post-only',
        change: endpointChange('info', (answer, request) =>
          request.method === 'GET'
            ? { ...answer, status: 405, body: '{"message":"POST only"}' }
            : answer,
        ),
        alsoFells: [{ id: 'info-challenge', why: '405 asks for no token' }],
      },
      {
        name: 'redirects-to-login',
        change: grantChange((honest) => ({
          infoAnswer: (request, _user, token) => {
            const answer = honest.infoAnswer(request, undefined, token);
            return {
              ...answer,
              status: 302,
              headers: [...answer.headers, ['Location', '/docs-login']],
            };
          },
        })),
        alsoFells: [{ id: 'info-challenge', why: 'a redirect asks for no token' }],
      },
    ],
  });

const infoPrivate = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'info-private',
    level: 'should',
    class: 'documented',
    source: texts.sources.info,
    title: 'No cache may keep who reads',
    why: 'A cache on the way gives the next reader the groups and the content of the one before.',
    fix: 'Set Cache-Control: private, no-store on every answer of the Info API.',
    inCalls: true,
    stage: 'exchange',
    visits: [signingIn, plain],
    seenBy: ['http'],
    moot: withoutInfo,
    check: onAnswer('info', (call) => {
      if (!isSuccess(call)) return notReached('Nobody was named: see info-answers.');
      return keptByNobody(call.response);
    }),
    brokenBy: [
      {
        name: 'public-max-age',
        change: endpointHeaders('info', () => [['Cache-Control', 'public, max-age=300']]),
      },
      { name: 'nothing-said', change: endpointHeaders('info', () => [], ['Cache-Control']) },
    ],
  });

/** The rows about what the Info API says, and who may keep it. */
export const infoAnswerRequirements = (texts: OAuthTexts): readonly UndatedRequirement[] => [
  infoAnswers(texts),
  infoPrivate(texts),
];
