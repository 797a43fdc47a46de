import type { ArrivalRules } from '../../judge/arrival/judgement.js';
import type { AskState } from '../../protocol/handshake-record.js';
import { isObject } from '../../protocol/json.js';
import type { Outcome } from '../../protocol/verdict.js';
import { areRows, refusalNamed } from '../arrival/told-verdict.js';
import { askWords, identifiedWords, isAskCode, strangerWords } from './words.js';

/** What a page tells of the answer of a session API: where it asked, how that ended, ids and outcomes. Nothing of the answer. */
export interface ToldAsk {
  /** Path and query of the page. */
  readonly path: string;
  readonly outcome: AskState;
  /** Of what failed: a word of `words.ts`, or the id of a requirement. */
  readonly code?: string;
  /** Absent where no answer could be read. */
  readonly status?: number;
  /** How long the page waited, in milliseconds. */
  readonly ms: number;
  readonly rows: Readonly<Record<string, Outcome>>;
}

/** The longest wait that a page may tell of, in milliseconds: a machine may have slept. */
const longestMs = 86_400_000;

const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

/** Why it failed and what to change; undefined for a code that no page here sends. */
function failureWords(
  rules: ArrivalRules,
  code: unknown,
  status: number | undefined,
): { readonly sentence: string; readonly fix: string } | undefined {
  if (isAskCode(code)) return askWords(code, status === undefined ? {} : { status });
  const refusal = refusalNamed(rules, code);
  if (refusal === undefined || status === undefined) return undefined;
  const { title, fix } = refusal;
  const sentence = `The session API answered ${status}, and the page does not take the user: ${title} is not so.`;
  return { sentence, fix };
}

/** A told question, and what the host says of it. */
export interface ReadAsk {
  readonly told: ToldAsk;
  /** What came of it, one sentence. */
  readonly sentence: string;
  /** What to change; absent where there is nothing. */
  readonly fix?: string;
}

/**
 * Reads a body: words of this host, ids of the catalogue, numbers.
 *
 * @param isPage true for a page of the docs
 * @returns undefined for anything that no page here sends
 */
export function readToldAsk(
  rules: ArrivalRules,
  isPage: (path: string) => boolean,
  body: unknown,
): ReadAsk | undefined {
  if (!isObject(body)) return undefined;
  const { path, outcome, code, status, ms, rows, ...rest } = body;
  if (Object.keys(rest).length > 0 || !areRows(rules, rows)) return undefined;
  if (typeof path !== 'string' || !isPage(path) || !isWhole(ms, 0, longestMs)) return undefined;
  if (status !== undefined && !isWhole(status, 100, 599)) return undefined;
  const told = { path, ms, rows, ...(status !== undefined && { status }) };
  if (outcome === 'failed') {
    const words = failureWords(rules, code, status);
    return words && { told: { ...told, outcome, code: String(code) }, ...words };
  }
  if (code !== undefined || status === undefined) return undefined;
  if (outcome === 'stranger')
    return { told: { ...told, outcome }, sentence: strangerWords(status) };
  if (outcome !== 'identified') return undefined;
  return { told: { ...told, outcome }, sentence: identifiedWords(status) };
}
