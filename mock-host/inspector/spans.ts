/** Lengths of time in words: pure, in seconds or milliseconds as each says. */

const units = [
  [172_800, 86_400, 'days'],
  [7_200, 3_600, 'h'],
  [120, 60, 'min'],
] as const;

/** A length of time in the unit that reads best, such as `8 s`, `1.4 s` or `2.5 h`; never negative. */
export function span(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  const unit = units.find(([least]) => seconds >= least);
  const [amount, name] = unit === undefined ? [seconds, 's'] : [seconds / unit[1], unit[2]];
  return `${amount.toLocaleString('en', { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${name}`;
}

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

/** How far a clock was moved: `+40 s`, `-2 min`, `on time`. */
export function offsetWords(offsetMs: number): string {
  if (offsetMs === 0) return 'on time';
  return `${offsetMs > 0 ? '+' : '−'}${span(offsetMs)}`;
}
