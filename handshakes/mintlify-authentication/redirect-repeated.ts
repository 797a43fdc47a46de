import { requirement, type Context, type UndatedRequirement } from '../../protocol/requirement.js';
import { sentenceOf } from '../../protocol/stop.js';
import { met, notReachedFor, unmet } from '../../protocol/verdict.js';
import type { Asked, VisitOf } from '../../protocol/visit.js';
import { callbackChange } from '../shared/mutants.js';
import { quoted } from '../shared/sentences.js';
import { asvsAddress } from '../shared/sources.js';
import { bothDrivers, plain } from '../shared/visits.js';
import { facts } from './facts.js';
import { resembles, returned, withQuery } from './way-back.js';

const repeated = (
  name: string,
  rest: Pick<Asked, 'rawReturnTo' | 'extraQuery'>,
  title: string,
): VisitOf<'odd-return'> => ({
  kind: 'odd-return',
  drivers: bothDrivers,
  name: `repeated-${name}`,
  title,
  ...rest,
});

/** The pages that these visits ask for. */
const pages = ['quickstart', 'guides'];

/** True for a word that nobody sent, and that the callback has not without a redirect either. What else may be wrong with a value is redirect-exact and redirect-absent. */
function isMadeUp(value: string, context: Context): boolean {
  const usual = returned(context.other(plain)?.callback, context);
  // A page of the flow's own choice is a sane answer.
  const isPage = /^\/(?![/\\])/.test(value) && !/^\/(?:Array|None|\[object)/.test(value);
  return (
    value !== '' &&
    !isPage &&
    !usual.includes(value) &&
    !pages.some((page) => resembles(value, page))
  );
}

/** JWT authentication only: the other handshake has no redirect on its callback. */
export const redirectRepeated: UndatedRequirement = requirement({
  id: 'redirect-repeated',
  level: 'should',
  class: 'practice',
  source: {
    document: 'OWASP ASVS 5.0.0',
    section: '15.3.5 and 15.3.7',
    from: '2025-05',
    address: asvsAddress,
  },
  title: 'A repeated redirect is read as one value',
  why: 'Frameworks turn a repeated parameter into an array: the flow crashes, or joins the values to a page that does not exist.',
  fix: 'Take the first string value of redirect only, and ignore arrays and objects.',
  stage: 'exchange',
  visits: [
    repeated('twice', { rawReturnTo: '%2Fquickstart&redirect=%2Fguides' }, 'two redirects'),
    {
      ...repeated(
        'brackets',
        { extraQuery: 'redirect[]=%2Fquickstart' },
        'redirect[] in the query',
      ),
      ride: 'forwarded',
    },
    repeated('member', { extraQuery: 'redirect[x]=%2Fquickstart' }, 'redirect[x] in the query'),
  ],
  seenBy: bothDrivers,
  judgesForm: true,
  check: ({ exchange }, context) => {
    const status = exchange.hops.at(-1)?.status ?? 0;
    const expected = 'No 5xx, and at most one redirect, equal to one of those sent.';
    if (exchange.stop.code === 'status') {
      return status >= 500
        ? unmet(expected, `With ${context.visit.title}, the answer was ${status}.`)
        : met;
    }
    if (exchange.stop.code === 'loop') {
      return unmet(expected, `With ${context.visit.title}, ${sentenceOf(exchange.stop)}`);
    }
    const url = exchange.callback?.url.reveal();
    if (url === undefined || !URL.canParse(url)) return notReachedFor(exchange.stop);
    const values = new URL(url).searchParams.getAll(facts.returnParam);
    const joined = values.some((value) => pages.every((page) => value.includes(page)));
    return values.length <= 1 && !joined && !values.some((value) => isMadeUp(value, context))
      ? met
      : unmet(
          expected,
          `With ${context.visit.title}, the callback has redirect=${values.map(quoted).join(' and ')}.`,
        );
  },
  brokenBy: [
    {
      name: 'repeated-crash',
      withoutSession: 'intrusive',
      change: (honest) => ({
        answer: (location, token, request) =>
          (request.query.match(/redirect(?:=|\[)/g) ?? []).length > 1
            ? { status: 500, headers: [] }
            : honest.answer(location, token, request),
      }),
    },
    {
      name: 'repeated-joined',
      withoutSession: 'intrusive',
      change: callbackChange((url, _token, request) => {
        const values = new URLSearchParams(request.query).getAll('redirect');
        return values.length > 1 && values.every((value) => /^\/\w+$/.test(value))
          ? withQuery(url, `?redirect=${encodeURIComponent(values.join(','))}`)
          : url;
      }),
    },
    {
      name: 'repeated-array-as-text',
      withoutSession: 'intrusive-in-browser',
      change: callbackChange((url, _token, { query }) =>
        query.includes('redirect[') ? withQuery(url, '?redirect=Array') : url,
      ),
    },
    {
      name: 'repeated-sent-in-a-circle',
      withoutSession: 'harmless',
      change: (honest) => ({
        answer: (location, token, request) =>
          request.query.includes('redirect[')
            ? { status: 302, headers: [['Location', `?${request.query}`]] }
            : honest.answer(location, token, request),
      }),
    },
  ],
});
