import type { Call, CorsSeen } from '../call.js';
import { seal } from '../../secrecy/sealed.js';
import type { PageCall } from './page-request.js';
import { corsVerdict } from './verdict.js';
import type { CorsStep, CorsVerdict } from './verdict.js';

/** The requests of a fetch, each with the preflight before it. */
function stepsOf(calls: readonly Call[]): readonly CorsStep[] {
  const steps: CorsStep[] = [];
  let preflight: Pick<CorsStep, 'preflight'> = {};
  for (const { role, response, remembered } of calls) {
    if (role === 'preflight') {
      preflight = response === undefined ? {} : { preflight: response };
      continue;
    }
    const leave = remembered === true ? { preflight: 'remembered' as const } : preflight;
    steps.push({ ...leave, ...(response === undefined ? {} : { answer: response }) });
    preflight = {};
  }
  // A preflight that was refused is the last that is heard of the request.
  return 'preflight' in preflight ? [...steps, preflight] : steps;
}

/** A value with which no field may be sent without leave: the preflight names only such fields. */
const unsafe = '"';

/** What a fetch began with: where its first preflight was refused, that tells of the request that was not made. */
function beginningOf(calls: readonly Call[]): PageCall | undefined {
  const [first] = calls;
  if (first?.page === undefined) return undefined;
  const made = calls.find(({ role }) => role !== 'preflight');
  const { request } = made ?? first;
  const fields = (name: string): readonly string[] =>
    first.request.headers
      .filter(([key]) => key.toLowerCase() === `access-control-request-${name}`)
      .map(([, value]) => value.reveal());
  return {
    ...first.page,
    url: request.url.reveal(),
    method: made === undefined ? (fields('method')[0] ?? '') : request.method,
    headers:
      made === undefined
        ? fields('headers')
            .flatMap((value) => value.split(','))
            .map((name) => [name.trim(), seal(unsafe)] as const)
        : request.headers,
  };
}

/**
 * What the standard says of one fetch of a page, from the calls as recorded.
 *
 * @param calls of one fetch, in order
 * @returns undefined where no page made it
 */
export function verdictOfCalls(calls: readonly Call[]): CorsVerdict | undefined {
  const beginning = beginningOf(calls);
  return beginning === undefined ? undefined : corsVerdict(beginning, stepsOf(calls));
}

/** The last call of a fetch with what is to be said of it: what the browser saw stands, where one did. */
function judged(last: Call, verdict: CorsVerdict): Call {
  const readable = last.readable ?? verdict.readable;
  if (verdict.readable) return { ...last, readable };
  const { reason, about } = verdict;
  const cors: CorsSeen = {
    ...last.cors,
    reason,
    ...(about === undefined ? {} : { about: seal(about) }),
  };
  return { ...last, readable, cors };
}

/**
 * The calls of a visit, those of pages judged: on the last one of each fetch stands whether the page could read it and, by
 * the standard, why not.
 */
export function withVerdicts(calls: readonly Call[]): readonly Call[] {
  return calls.map((call) => {
    const own = calls.filter(({ fetch }) => fetch === call.fetch);
    if (own.at(-1) !== call) return call;
    const verdict = verdictOfCalls(own);
    return verdict === undefined ? call : judged(call, verdict);
  });
}
