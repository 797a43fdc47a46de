import { requirement, type Context } from '../../protocol/requirement.js';
import type { Requirement } from '../../protocol/requirement.js';
import type { Exchange } from '../../protocol/exchange.js';
import { met, metWith, noted, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import { apiChange } from '../shared/mutants.js';
import { plural } from '../shared/sentences.js';
import { rfc } from '../shared/sources.js';
import { anonymous, bothDrivers, later, plain, signingIn } from '../shared/visits.js';
import {
  cookiesSent,
  identifies,
  isRedirect,
  isSuccess,
  onAnswer,
  readAnswer,
  sessionCalls,
  type Answered,
} from './answer.js';
import type { EditionId } from './facts.js';
import { fetchStandard, sessionText } from './sources.js';
import { forgedCookies, signedOut } from './visits.js';

const expected = 'A reader who is signed in gets 2xx with JSON in User format.';

function identified(call: Answered): Finding {
  const { status } = call.response;
  if (isRedirect(call)) return notReached('The session API redirects: see session-not-redirected.');
  if (!isSuccess(call)) {
    return cookiesSent(call).length === 0
      ? notReached('No cookie of the sign-in went along: see session-cookie-arrives.')
      : unmet(expected, `The answer to a reader who had signed in is ${status}.`);
  }
  // A browser keeps the body from everybody where it keeps it from the page.
  if (call.readable === false && call.response.body === undefined) {
    return notReached('The page cannot read the answer: see session-cors-exact.');
  }
  const answer = readAnswer(call);
  if (answer.is === 'wrapped') {
    return unmet(expected, `The User object stands inside "${answer.in}", where it is not read.`);
  }
  return answer.is === 'user' ? met : unmet(expected, answer.sentence);
}

/** The reader is known by the cookies of the sign-in. */
const sessionIdentifies: Requirement<EditionId> = requirement({
  id: 'session-identifies',
  level: 'must',
  class: 'documented',
  source: sessionText,
  essential: true,
  title: 'The session API identifies a reader who is signed in',
  why: 'Without JSON in User format the docs take every reader for a stranger.',
  fix: 'Answer GET with the cookies of the sign-in alone, by 200 and the User object at the top of a JSON body: ask for no Authorization header and no CSRF token.',
  stage: 'exchange',
  visits: [signingIn, plain],
  seenBy: bothDrivers,
  check: onAnswer(identified),
  brokenBy: [
    {
      name: 'needs-authorization-header',
      change: apiChange((answer, { headers }) =>
        headers['authorization'] === undefined ? { ...answer, status: 401, body: '{}' } : answer,
      ),
    },
    {
      name: 'needs-csrf-header',
      change: apiChange((answer, { headers }) =>
        headers['x-csrf-token'] === undefined ? { ...answer, status: 403, body: '{}' } : answer,
      ),
    },
    {
      name: 'wrapped-data',
      change: apiChange((answer) =>
        answer.status === 200 ? { ...answer, body: `{"data":${answer.body ?? ''}}` } : answer,
      ),
      alsoFells: [
        { id: 'user-known-fields', why: 'that row looks for the fields at the top, too' },
      ],
    },
    {
      name: 'user-in-an-array',
      change: apiChange((answer) =>
        answer.status === 200 ? { ...answer, body: `[${answer.body ?? ''}]` } : answer,
      ),
    },
    {
      name: 'empty-204',
      change: apiChange((answer) =>
        answer.status === 200 ? { ...answer, status: 204, body: '' } : answer,
      ),
    },
  ],
});

const nobody = 'A visitor who is not signed in gets a status of failure, such as 401.';

function anonymousFinding(call: Answered, context: Context): Finding {
  const { status } = call.response;
  if (isRedirect(call)) return notReached('The session API redirects: see session-not-redirected.');
  if (!isSuccess(call)) {
    return status >= 500
      ? noted(`The answer to a visitor who is not signed in is ${status}: 401 says what is meant.`)
      : met;
  }
  if (identifies(call)) {
    return context.visit.name === signedOut.name
      ? notReached('The reader is still known: see session-logout.')
      : unmet(nobody, `The answer is ${status} with the data of a user.`);
  }
  const answer = readAnswer(call);
  return unmet(
    nobody,
    answer.is === 'other' ? answer.sentence : `The answer is ${status} with a JSON object.`,
  );
}

/** Nobody is known without a session. */
const sessionAnonymous: Requirement<EditionId> = requirement({
  id: 'session-anonymous',
  level: 'must',
  class: 'documented',
  source: sessionText,
  title: 'The session API identifies nobody without a session',
  why: 'Any 2xx is taken for a reader: strangers become somebody, or the docs break on a body that is no user.',
  fix: 'Answer 401 where no live session comes along, whatever cookie does: not 200 with null, {} or the login page.',
  stage: 'exchange',
  visits: [anonymous, forgedCookies, signedOut],
  seenBy: bothDrivers,
  refusalIsFine: true,
  check: onAnswer(anonymousFinding),
  brokenBy: [
    {
      name: '200-null',
      change: apiChange((answer) =>
        answer.status === 401 ? { ...answer, status: 200, body: 'null' } : answer,
      ),
    },
    {
      name: '200-empty-object',
      change: apiChange((answer) =>
        answer.status === 401 ? { ...answer, status: 200, body: '{}' } : answer,
      ),
    },
    {
      name: '200-login-page',
      change: apiChange((answer) =>
        answer.status === 401
          ? {
              ...answer,
              status: 200,
              headers: [
                ...answer.headers.filter(([name]) => name !== 'Content-Type'),
                ['Content-Type', 'text/html; charset=utf-8'],
              ],
              body: '<!doctype html><title>Sign in</title><form method="post"><input name="user"></form>',
            }
          : answer,
      ),
    },
    {
      name: 'any-cookie-will-do',
      seenBy: ['http'],
      change: apiChange((answer, { headers, user }) =>
        user === undefined && headers['cookie'] !== undefined
          ? { ...answer, status: 200, body: '{"groups":[]}' }
          : answer,
      ),
      alsoFells: [{ id: 'session-logout', why: 'a cookie from before signing out is any cookie' }],
    },
  ],
});

/** Where a redirect leads and how that ends for the page. */
function redirectFinding(call: Answered, _context: Context, exchange: Exchange): Finding {
  if (!isRedirect(call)) return met;
  const calls = sessionCalls(exchange);
  const last = calls.at(-1);
  const count = calls.filter(isRedirect).length;
  const reads = last?.readable === true && last.response?.body?.form !== 'html';
  if (reads) {
    return noted(
      `The answer comes after ${plural(count, 'redirect')}, at every page load: give the address that answers.`,
    );
  }
  const ends =
    last?.response?.body?.form === 'html'
      ? 'and ends at an HTML page'
      : 'and the page of the docs gets nothing but a network error';
  return unmet(
    'The session API answers by itself, with 401 where nobody is signed in.',
    `It redirects with ${call.response.status}, ${ends}.`,
  );
}

/** An API answers; it leads nobody to a login page. */
const sessionNotRedirected: Requirement<EditionId> = requirement({
  id: 'session-not-redirected',
  level: 'must',
  class: 'practice',
  source: fetchStandard('HTTP-redirect fetch, CORS check'),
  title: 'The session API answers by itself and redirects to no login page',
  why: 'A script cannot show a login page: the browser follows the redirect, CORS blocks what it leads to, and nothing happens.',
  fix: 'Leave this path out of the middleware that redirects to the login page, and answer it with 401.',
  stage: 'exchange',
  visits: [anonymous, signingIn, plain, forgedCookies],
  seenBy: bothDrivers,
  check: onAnswer(redirectFinding),
  brokenBy: [
    {
      name: 'redirects-to-login',
      change: apiChange((answer, { loginUrl }) =>
        answer.status === 401
          ? { status: 302, headers: [['Location', loginUrl]], body: '' }
          : answer,
      ),
    },
    {
      name: 'redirects-to-login-with-cors',
      change: apiChange((answer, { loginUrl }) =>
        answer.status === 401
          ? { status: 302, headers: [...answer.headers, ['Location', loginUrl]], body: '' }
          : answer,
      ),
    },
  ],
});

/** The value below which so many hundredths of some numbers lie. */
const percentile = (values: readonly number[], hundredths: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil((values.length * hundredths) / 100) - 1] ?? 0;

/** Asking changes nothing, and every page load pays for it. */
export const sessionGetSafe: Requirement<EditionId> = requirement({
  id: 'session-get-safe',
  level: 'info',
  class: 'rfc',
  source: rfc(9110, '9.2.1'),
  title: 'Asking again changes nothing',
  why: 'Every page of the docs asks: what asking changes, it changes at every page.',
  fix: 'Let GET of the session API only read, and answer it fast.',
  stage: 'exchange',
  visits: [later],
  controls: [plain],
  seenBy: bothDrivers,
  check: onAnswer((call, { other }) => {
    const before = other(plain);
    if (before === undefined) return notReached('The plain visit was not made.');
    const [first] = sessionCalls(before.exchange);
    if (first?.response === undefined) return notReached('The first time nothing came.');
    if (first.response.status !== call.response.status) {
      return noted(
        `Asked twice with the same cookies, it answered ${first.response.status} and then ${call.response.status}.`,
      );
    }
    const times = [signingIn, plain, later].flatMap((visit) =>
      sessionCalls(other(visit)?.exchange ?? before.exchange)
        .filter(({ response }) => response !== undefined)
        .map(({ sentAtMs, receivedAtMs }) => receivedAtMs - sentAtMs),
    );
    return metWith(
      `Of ${times.length} answers, 95 in 100 took at most ${percentile(times, 95)} ms.`,
    );
  }),
  brokenBy: [],
});

/** The rows about who is identified, in the order of the catalogue. */
export const answerRequirements: readonly Requirement<EditionId>[] = [
  sessionIdentifies,
  sessionAnonymous,
  sessionNotRedirected,
];
