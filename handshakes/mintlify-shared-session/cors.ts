import { corsCheck } from '../../protocol/http/cors/check.js';
import { valueOf, listOf } from '../../protocol/http/cors/fields.js';
import { corsSentence } from '../../protocol/http/cors/words.js';
import { mask } from '../../protocol/secrecy/masking.js';
import type { Mutant } from '../../protocol/plan.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { met, notApplicable, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import { apiHeaders } from '../shared/mutants.js';
import { rfc } from '../shared/sources.js';
import { anonymous, bothDrivers, plain, signingIn } from '../shared/visits.js';
import {
  answerIn,
  isOwnApi,
  isRedirect,
  isSuccess,
  onAnswer,
  sameOrigin,
  type Answered,
} from './answer.js';
import type { EditionId } from './facts.js';
import { corsText, fetchStandard } from './sources.js';
import { foreignPages } from './visits.js';

const allowed = (call: Answered): string | undefined =>
  valueOf(call.response.headers, 'access-control-allow-origin');

/** Why a page of the docs cannot read an answer; undefined where it can. */
function unreadable(call: Answered, { docsOrigin }: Context): string | undefined {
  const refusal = corsCheck(call.response.headers, docsOrigin, 'include');
  if (refusal !== undefined) {
    const { reason, about } = refusal;
    return mask(
      corsSentence(reason, { origin: docsOrigin, ...(about === undefined ? {} : { about }) }),
    );
  }
  // By the headers it can: what the browser says against it counts.
  const word = call.readable === false ? call.cors?.browser : undefined;
  return word === undefined ? undefined : `The browser does not let the page read it: ${word}.`;
}

const exact = ({ docsOrigin }: Context): string =>
  `Access-Control-Allow-Origin is ${docsOrigin}, once, and Access-Control-Allow-Credentials is true.`;

const sessionCorsExact: Requirement<EditionId> = requirement({
  id: 'session-cors-exact',
  level: { '2026-01': 'must', '2026-08': 'must' },
  class: 'documented',
  source: corsText,
  title: 'The answer lets the docs origin read it, with credentials',
  why: 'Without both fields, letter by letter, the browser keeps the answer from the page, and the reader stays a stranger.',
  fix: 'Set Access-Control-Allow-Origin to the docs origin (scheme, host and port, no path, no slash) and Access-Control-Allow-Credentials to true.',
  stage: 'exchange',
  visits: [signingIn, plain],
  seenBy: bothDrivers,
  check: onAnswer((call, context) => {
    if (isOwnApi(call, context)) return sameOrigin;
    if (isRedirect(call))
      return notReached('The session API redirects: see session-not-redirected.');
    if (!isSuccess(call)) return notReached('Nobody was identified: see session-identifies.');
    const why = unreadable(call, context);
    return why === undefined ? met : unmet(exact(context), why);
  }),
  brokenBy: [
    {
      name: 'star-with-credentials',
      change: apiHeaders(() => [['Access-Control-Allow-Origin', '*']]),
    },
    {
      name: 'origin-with-slash',
      change: apiHeaders(({ docsOrigin }) => [['Access-Control-Allow-Origin', `${docsOrigin}/`]]),
    },
    {
      name: 'credentials-missing',
      change: apiHeaders(() => [], ['Access-Control-Allow-Credentials']),
    },
    {
      name: 'credentials-in-capitals',
      change: apiHeaders(() => [['Access-Control-Allow-Credentials', 'True']]),
    },
    {
      name: 'subpath-in-origin',
      change: apiHeaders(({ docsOrigin }) => [
        ['Access-Control-Allow-Origin', `${docsOrigin}/docs`],
      ]),
    },
    {
      name: 'no-cors-at-all',
      change: apiHeaders(
        () => [],
        ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials'],
      ),
    },
    {
      name: 'origin-twice',
      change: apiHeaders(({ docsOrigin }) => [
        ['Access-Control-Allow-Origin', docsOrigin],
        ['Access-Control-Allow-Origin', docsOrigin],
      ]),
    },
  ],
});

/** The origin of the page that asked, as it was recorded. */
const pageOf = (call: Answered): string => call.page?.origin ?? 'null';

/** Who asks, as a server that errs looks at them. */
interface Asking {
  readonly origin: string;
  readonly hostname: string;
  readonly docs: URL;
}

/** A server that lets in further origins than that of the docs. */
const lettingIn = (name: string, isLetIn: (asking: Asking) => boolean): Mutant => ({
  name,
  change: apiHeaders(({ headers, docsOrigin }) => {
    const { origin = '' } = headers;
    const hostname = URL.canParse(origin) ? new URL(origin).hostname : '';
    const isIn = origin !== '' && isLetIn({ origin, hostname, docs: new URL(docsOrigin) });
    return isIn
      ? [
          ['Access-Control-Allow-Origin', origin],
          ['Access-Control-Allow-Credentials', 'true'],
        ]
      : [];
  }),
});

const sessionForeignOrigin: Requirement<EditionId> = requirement({
  id: 'session-foreign-origin',
  level: 'must',
  class: 'documented',
  source: corsText,
  title: 'No other origin may read the answer with credentials',
  why: 'A page of anybody reads the groups, the content and the API keys of every reader who opens it.',
  fix: 'Compare Origin with a list of whole origins by equality; never reflect it, match a part of it, or allow null.',
  stage: 'exchange',
  visits: foreignPages,
  seenBy: ['http'],
  refusalIsFine: true,
  check: onAnswer((call, context) => {
    const page = pageOf(call);
    if (page === context.docsOrigin) return notApplicable('That is the docs origin itself.');
    if (page !== 'null' && isOwnApi(call, { docsOrigin: page })) {
      return notApplicable('That is the origin of the session API itself.');
    }
    if (corsCheck(call.response.headers, page, 'include') !== undefined) return met;
    const who =
      page === 'null' ? 'a sandboxed frame of any site (Origin: null)' : `a page of ${page}`;
    return unmet(
      `Of all origins ${context.docsOrigin} alone may read the answer with credentials.`,
      `It may be read by ${who}, too.`,
    );
  }),
  brokenBy: [
    lettingIn('reflects-any-origin', ({ origin }) => origin !== 'null'),
    lettingIn('suffix-match', ({ hostname, docs }) => hostname.endsWith(docs.hostname)),
    lettingIn('prefix-match', ({ origin, docs }) =>
      origin.startsWith(`${docs.protocol}//${docs.hostname}.`),
    ),
    lettingIn('null-allowed', ({ origin }) => origin === 'null'),
  ],
});

/** True where a `Vary` field names `Origin` (RFC 9110 §12.5.5). */
function variesByOrigin(call: Answered): boolean {
  const names = listOf(call.response.headers, 'vary') ?? [];
  return names.some((name) => name === '*' || name.toLowerCase() === 'origin');
}

function varyFinding(call: Answered, context: Context): Finding {
  if (isOwnApi(call, context)) return sameOrigin;
  const foreign = foreignPages.flatMap((visit) => {
    const made = answerIn(context.other(visit));
    return made === undefined || pageOf(made) === context.docsOrigin ? [] : [made];
  });
  if (foreign.length === 0) return notReached('No page of another origin has asked.');
  const own = allowed(call);
  if (foreign.every((made) => allowed(made) === own)) return met;
  return variesByOrigin(call)
    ? met
    : unmet(
        'Where Access-Control-Allow-Origin hangs on Origin, Vary names Origin.',
        'It hangs on Origin, and Vary does not name it.',
      );
}

const sessionVary: Requirement<EditionId> = requirement({
  id: 'session-vary',
  level: 'should',
  class: 'rfc',
  source: rfc(9110, '12.5.5'),
  title: 'Vary names Origin where the answer hangs on it',
  why: 'A cache on the way gives the docs the answer that was made for another origin, and CORS blocks it.',
  fix: 'Add Vary: Origin to every answer of the session API, refusals included.',
  stage: 'exchange',
  visits: [plain],
  controls: foreignPages,
  seenBy: ['http'],
  check: onAnswer(varyFinding),
  brokenBy: [{ name: 'no-vary', change: apiHeaders(() => [], ['Vary']) }],
});

/** A stranger is told from a failure. */
export const sessionErrorReadable: Requirement<EditionId> = requirement({
  id: 'session-error-readable',
  level: 'should',
  class: 'practice',
  source: fetchStandard('CORS check'),
  title: 'The page can read the refusal, too',
  why: 'A 401 that CORS hides looks like an API that is down: the page cannot tell a stranger from a failure.',
  fix: 'Set the CORS fields before the session is looked up, so that 401 and 500 carry them as 200 does.',
  stage: 'exchange',
  visits: [anonymous],
  controls: [plain],
  seenBy: bothDrivers,
  refusalIsFine: true,
  check: onAnswer((call, context) => {
    if (isOwnApi(call, context)) return sameOrigin;
    if (isRedirect(call))
      return notReached('The session API redirects: see session-not-redirected.');
    if (isSuccess(call)) return notReached('It is no refusal: see session-anonymous.');
    const why = unreadable(call, context);
    if (why === undefined) return met;
    const signedIn = answerIn(context.other(plain));
    return signedIn !== undefined && unreadable(signedIn, context) !== undefined
      ? notReached('No answer can be read: see session-cors-exact.')
      : unmet('The refusal carries the CORS fields of the other answers.', why);
  }),
  brokenBy: [
    {
      name: 'cors-only-on-200',
      change: apiHeaders(
        () => [],
        ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials'],
        (answer) => answer.status === 401,
      ),
    },
  ],
});

/** The rows about CORS, in the order of the catalogue. */
export const corsRequirements: readonly Requirement<EditionId>[] = [
  sessionCorsExact,
  sessionForeignOrigin,
  sessionVary,
];
