import type { Exchange } from '../../../protocol/exchange.js';
import type { PlanRequest } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { met, notReached, notReachedFor, unmet } from '../../../protocol/verdict.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import type { Visit } from '../../../protocol/visit.js';
import { limitCause } from '../callback/header-limits.js';
import { asvs } from '../sources.js';
import { anonymous, bothDrivers, strangersOnly } from '../visits.js';
import { rawValues, type RawVisit } from './raw-values.js';
import { redirectNotReflected } from './reflection.js';

/** What is odd about each value, for titles and for sentences. */
const oddities = {
  unicode: 'letters beyond ASCII and a symbol',
  'lone-percent': 'a lone percent sign',
  'not-utf-8': 'octets that are not UTF-8',
  long: '8,000 characters',
  stranger: 'octets that are not UTF-8, no session',
} as const;

const family = 'odd-input';
const raw = rawValues(bothDrivers, family, 'odd return value');
const odd = <K extends 'odd-return' | 'odd-stranger'>(
  kind: K,
  name: keyof typeof oddities,
  rawReturnTo: string,
): RawVisit<K> => raw(kind, name, rawReturnTo, oddities[name]);

/** What is odd about the value of a visit, by its name. */
const oddityOf: ReadonlyMap<string, string> = new Map(
  Object.entries(oddities).map(([name, words]) => [`${family}-${name}`, words]),
);

const oddLong = odd('odd-return', 'long', `%2F${'a'.repeat(8_000)}`);

const oddVisits: readonly [Visit, ...Visit[]] = [
  odd('odd-return', 'unicode', '%2F%E6%97%A5%E6%9C%AC%2F%F0%9F%93%98'),
  odd('odd-return', 'lone-percent', '%2Fx%'),
  { ...odd('odd-return', 'not-utf-8', '%2Fcaf%E9%C0%AF'), ride: 'claims' },
  oddLong,
  // The sign-in page reads the value, too.
  odd('odd-stranger', 'stranger', '%2Fcaf%E9%C0%AF%'),
];

/** Lines that only a debugging error page shows, in the stacks that login flows are written in. */
const trace =
  /^\s*at .+\(?\S+:\d+(?::\d+)?\)?$|<br>\s*(?:&nbsp;\s*)+at \S.*:\d+:\d+|^\s*at .+ in \S.*:line \d+|Traceback \(most recent call last\)|^\s*File "[^"]+", line \d+|goroutine \d+ \[|\.(?:java|kt|scala):\d+\)|\bin <b>\/[^<]+<\/b> on line|#0 \/\S+\(\d+\)|\.rb:\d+:in [`']/m;

/** What a visit shows of a crash; undefined where it shows none. */
function crash(exchange: Exchange): string | undefined {
  if (exchange.stop.code === 'timeout') return 'the login flow did not answer';
  for (const hop of exchange.hops) {
    if (trace.test(hop.body?.text?.reveal() ?? '')) return 'a page shows a stack trace';
    if (hop.status !== undefined && hop.status >= 500 && hop.status !== 503) {
      return `the answer was ${hop.status}`;
    }
  }
  return undefined;
}

const isMalformed = (request: PlanRequest): boolean => {
  try {
    decodeURIComponent(request.query.replaceAll('+', '%20'));
    return false;
  } catch {
    return true;
  }
};

const redirectOddInput: UndatedRequirement = requirement({
  id: 'redirect-odd-input',
  level: 'should',
  class: 'practice',
  source: asvs('16.5.1'),
  title: 'Odd return values are taken or refused cleanly',
  why: 'A crash shows the reader a bare error page, and a stack trace shows strangers how the flow is built.',
  fix: 'Read the return value with a URL library that does not throw, fall back to the front page, and turn debugging error pages off.',
  stage: 'exchange',
  visits: oddVisits,
  controls: [anonymous],
  seenBy: bothDrivers,
  refusalIsFine: true,
  judgesForm: true,
  check: ({ exchange }, context) => {
    if (
      !exchange.hops.some((hop) => hop.status !== undefined) &&
      exchange.stop.code !== 'timeout'
    ) {
      return notReachedFor(exchange.stop);
    }
    const long = context.visit.name === oddLong.name;
    const cause = long ? limitCause(exchange, 'refuse return values of that length') : '';
    const found = crash(exchange);
    if (sessionOf(context.visit) === 'anonymous') {
      // What a stranger is answered without an odd value is no fault of reading one.
      const usual = context.other(anonymous)?.exchange.stop.code;
      if (usual !== 'sign-in-page') return notReached('No sign-in page was shown to strangers.');
      if (found === undefined) return notReached(strangersOnly);
    }
    return found === undefined
      ? met
      : unmet(
          'A redirect or a clean 4xx.',
          `With an odd return value (${oddityOf.get(context.visit.name) ?? context.visit.title}), ${found}.${cause}`,
        );
  },
  brokenBy: [
    {
      name: 'decode-crash',
      change: (honest) => ({
        answer: (location, token, request) =>
          isMalformed(request)
            ? { status: 500, headers: [] }
            : honest.answer(location, token, request),
      }),
    },
    {
      name: 'proxy-header-limit',
      // The form's own post is longer still: its Referer holds the value, too, and the flow's server says 431 first.
      withoutSession: 'harmless',
      change: (honest) => ({
        answer: (location, token, request) =>
          request.query.length > 4_096
            ? { status: 502, headers: [['Content-Type', 'text/html']], body: '<h1>502</h1>nginx' }
            : honest.answer(location, token, request),
      }),
    },
    {
      name: 'stack-trace',
      change: (honest) => ({
        answer: (location, token, request) =>
          isMalformed(request)
            ? {
                status: 400,
                headers: [['Content-Type', 'text/html; charset=utf-8']],
                body: '<pre>URIError: URI malformed\n    at decodeURIComponent (native)\n    at login (/srv/app/login.js:14:22)\n</pre>',
              }
            : honest.answer(location, token, request),
      }),
    },
    {
      name: 'stack-trace-in-sign-in-page',
      change: () => ({
        pageHtml: (returnTo) =>
          returnTo?.includes('\ufffd') === true
            ? '<pre>URIError: URI malformed<br> &nbsp; &nbsp;at login (/srv/app/login.js:14:22)</pre>'
            : '',
      }),
    },
    {
      name: 'stack-trace-of-dotnet',
      change: (honest) => ({
        answer: (location, token, request) =>
          isMalformed(request)
            ? {
                status: 400,
                headers: [['Content-Type', 'text/plain; charset=utf-8']],
                body: 'System.UriFormatException: Invalid URI\n   at Acme.Login.Start(String page) in /src/Acme/Login.cs:line 42\n',
              }
            : honest.answer(location, token, request),
      }),
    },
  ],
});

/** Odd and reflected return values. */
export const oddInputRequirements: readonly UndatedRequirement[] = [
  redirectOddInput,
  redirectNotReflected,
];
