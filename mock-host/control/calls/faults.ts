import {
  faultKinds,
  longestDelayMs,
  memberOf,
  type FaultKind,
  type FaultWish,
  type RefusedAs,
} from '../../faults/faults.js';
import {
  answer,
  isAnswer,
  membersOf,
  problem,
  type ApiAnswer,
  type ApiCall,
  type ApiParts,
} from '../api-answer.js';
import { clearFaults, orderFault } from '../orders.js';

const reasons: readonly RefusedAs[] = ['expired', 'bad-signature', 'replay'];
/** Longest value that a login URL gets in place of the page, in characters. */
const longestValue = 2_000;

/** What each member must be, as a sentence, and whether it is. */
const members: Readonly<
  Record<
    'times' | 'as' | 'ms' | 'value',
    { readonly is: (value: unknown) => boolean; readonly wanted: string }
  >
> = {
  times: {
    is: (value) => value === 'once' || value === 'until-cleared',
    wanted: 'times must be once or until-cleared.',
  },
  as: {
    is: (value) => reasons.some((reason) => reason === value),
    wanted: `as must be one of ${reasons.join(', ')}.`,
  },
  ms: {
    is: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= longestDelayMs,
    wanted: `ms must be a whole number from 1 to ${longestDelayMs.toLocaleString('en')}.`,
  },
  value: {
    is: (value) => typeof value === 'string' && value.length <= longestValue,
    wanted: `value must be a text of at most ${longestValue.toLocaleString('en')} characters.`,
  },
};

const isKind = (value: unknown): value is FaultKind => faultKinds.some((kind) => kind === value);

/** Reads what is to go wrong; an answer where it cannot be read. */
function readWish(body: unknown): FaultWish | ApiAnswer {
  const given = membersOf(body, ['kind', ...Object.keys(members)]);
  if (isAnswer(given)) return given;
  const { kind } = given;
  if (!isKind(kind)) {
    return problem(400, 'unknown-kind', `kind must be one of ${faultKinds.join(', ')}.`);
  }
  const fitting = ['kind', 'times', memberOf(kind)];
  const stray = Object.keys(given).find((name) => !fitting.includes(name as keyof FaultWish));
  if (stray !== undefined) {
    return problem(400, 'unknown-member', `A fault of kind ${kind} has no ${stray}.`);
  }
  for (const [name, { is, wanted }] of Object.entries(members)) {
    if (given[name] !== undefined && !is(given[name])) return problem(400, 'malformed', wanted);
  }
  return given as unknown as FaultWish;
}

/** `GET /faults`: those that were ordered and not cleared. */
export const listFaults = ({ site }: ApiParts): ApiAnswer => answer({ faults: site.faults.all() });

/** `POST /faults`: orders one. */
export async function addFault({ site }: ApiParts, { body }: ApiCall): Promise<ApiAnswer> {
  const wish = readWish(body);
  if (isAnswer(wish)) return wish;
  const carried = await orderFault(site, wish);
  return 'problem' in carried ? problem(409, 'unfit', carried.problem) : answer(carried.done, 201);
}

/** `DELETE /faults`: clears all. */
export const dropFaults = ({ site }: ApiParts): ApiAnswer => answer({ cleared: clearFaults(site) });

/** `DELETE /faults/{id}`: clears one. */
export function dropFault({ site }: ApiParts, { values }: ApiCall): ApiAnswer {
  return clearFaults(site, values['id']) === 0
    ? problem(404, 'no-such-fault', 'There is no such fault: GET /faults lists them.')
    : { status: 204 };
}
