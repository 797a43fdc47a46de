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
