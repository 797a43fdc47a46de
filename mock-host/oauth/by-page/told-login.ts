import type { ArrivalRules, Refusal } from '../../../judge/arrival/judgement.js';
import { refusalBy } from '../../../judge/arrival/refusals.js';
import { isObject } from '../../../protocol/json.js';
import type { Outcome } from '../../../protocol/verdict.js';
import { areRows, refusalNamed, unseenHere } from '../../arrival/told-verdict.js';
import { advised, isKnownError, isOwnCode, ownRefusal } from '../own-refusals.js';
import {
  isUnreadReason,
  rowFor,
  unreadSentence,
  type EndpointRole,
  type UnreadReason,
} from './unread-answer.js';

/** One request of a page, as it tells of it: nothing of what was sent, and of the answer no value. */
export interface ToldCall {
  readonly role: EndpointRole;
  /** Absent where no answer could be read. */
  readonly status?: number;
  /** Milliseconds. */
  readonly ms: number;
  /** The names of the header fields that the page could read. */
  readonly names: readonly string[];
  /** Why none could be read. */
  readonly reason?: UnreadReason;
}

/** What a page tells of a login: how it ended, ids and outcomes. Neither token, code, verifier nor claim. */
export interface ToldLogin {
  /** The page that was asked for; absent where it is not known. */
  readonly page?: string;
  readonly outcome: 'identified' | 'refused';
  /** Of what was refused: the id of a requirement, or a word of the docs host's own. */
  readonly code?: string;
  /** An error of RFC 6749 that a server named. */
  readonly error?: string;
  readonly calls: readonly ToldCall[];
  readonly rows: Readonly<Record<string, Outcome>>;
  /** Faults on demand that happened, by their kinds. */
  readonly faults: readonly string[];
}

/** A told login, and what the host says of one that was refused. */
export interface ReadLogin {
  readonly told: ToldLogin;
  readonly refusal?: Refusal;
}

const mostCalls = 4;
const mostNames = 24;
const longestMs = 86_400_000;
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,60}$/;
const kinds: readonly unknown[] = ['slow-token', 'refuse-code', 'lose-info', 'mix-state'];

const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

const areNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= mostNames &&
  value.every((name) => typeof name === 'string' && fieldName.test(name));

function readCall(value: unknown): ToldCall | undefined {
  if (!isObject(value)) return undefined;
  const { role, status, ms, names, reason, ...rest } = value;
  if (Object.keys(rest).length > 0 || (role !== 'token' && role !== 'info')) return undefined;
  if (!isWhole(ms, 0, longestMs) || !areNames(names)) return undefined;
  if (status !== undefined && !isWhole(status, 100, 599)) return undefined;
  if (reason !== undefined && !isUnreadReason(reason)) return undefined;
  return { role, ms, names, ...(status !== undefined && { status }), ...(reason && { reason }) };
}

/** The refusal of a code, in the host's own words: what was seen stays on the page, but for why an answer could not be read. */
function refusalOf(
  rules: ArrivalRules,
  code: unknown,
  { calls, error }: Pick<ToldLogin, 'calls' | 'error'>,
): Refusal | undefined {
  const said = error === undefined ? '' : ` The server said error=${error}.`;
  if (isOwnCode(code)) return advised(ownRefusal(code, unseenHere + said), error);
  const unread = calls.find(({ reason }) => reason !== undefined);
  const item = rules.handshake.requirements.find(({ id }) => id === code);
  if (unread?.reason !== undefined && item?.id === rowFor(unread.reason, unread.role)) {
    const actual = unreadSentence(unread.reason, unread.role, rules.docsOrigin);
    return refusalBy(item, { actual }, rules);
  }
  const refusal = refusalNamed(rules, code);
  return refusal && advised({ ...refusal, actual: refusal.actual + said }, error);
}

/**
 * Reads a body: words of this host, ids of the catalogue, numbers and names of header fields.
 *
 * @param isPage true for a page of the docs
 * @returns undefined for anything that no page here sends
 */
export function readToldLogin(
  rules: ArrivalRules,
  isPage: (path: string) => boolean,
  body: unknown,
): ReadLogin | undefined {
  if (!isObject(body)) return undefined;
  const { page, outcome, code, error, calls, rows, faults, ...rest } = body;
  if (Object.keys(rest).length > 0 || !areRows(rules, rows)) return undefined;
  if (page !== undefined && (typeof page !== 'string' || !isPage(page))) return undefined;
  if (error !== undefined && !isKnownError(error)) return undefined;
  if (!Array.isArray(calls) || calls.length > mostCalls || !Array.isArray(faults)) return undefined;
  const read = calls.map(readCall).filter((call) => call !== undefined);
  const happened = (faults as readonly unknown[]).filter((kind) => kinds.includes(kind));
  if (read.length < calls.length || happened.length < faults.length) return undefined;
  const told = {
    calls: read,
    rows,
    faults: happened.map(String),
    ...(page !== undefined && { page }),
    ...(error !== undefined && { error }),
  };
  if (outcome === 'identified') {
    return code === undefined ? { told: { ...told, outcome } } : undefined;
  }
  const refusal = outcome === 'refused' ? refusalOf(rules, code, told) : undefined;
  return refusal && { told: { ...told, outcome: 'refused', code: refusal.code }, refusal };
}
