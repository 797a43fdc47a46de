/** Lengths of time in words: pure, in seconds or milliseconds as each says. */
import { span } from '../../page-parts/span.js';
import { offsetWords } from '../clock.js';

/** The same in whole seconds, for what is counted while somebody looks. */
const whole = (ms: number): string => span(Math.max(1, Math.round(Math.abs(ms) / 1000)) * 1000);

/** How far a moment is from now: `in 8 s`, `3 s ago`, `now`. */
export function fromNow(atMs: number, nowMs: number): string {
  const ahead = atMs - nowMs;
  if (Math.abs(ahead) < 500) return 'now';
  return ahead > 0 ? `in ${whole(ahead)}` : `${whole(ahead)} ago`;
}

/** A time of day with seconds, UTC; empty for what no calendar has. */
export function clockTime(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(11, 19)} UTC`;
}

/** What a clock shows: `on time`, or how far it was moved. */
export const standingOf = (offsetMs: number): string =>
  offsetMs === 0 ? 'on time' : offsetWords(offsetMs);
