/** The one clock of a host: of tokens, sessions and pages. */
export interface HostClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How far it is ahead of the clock that it follows, in milliseconds; negative where it is behind. */
  readonly offsetMs: () => number;
  /** Moves it: from now on it is so far ahead. */
  readonly move: (offsetMs: number) => void;
}

/** How far a clock may be moved, in milliseconds: ten years, where every moment still has a date. */
export const farthestMs: number = 10 * 365 * 86_400_000;

/** Opens a clock that follows another one. */
export function openClock(followed: () => number): HostClock {
  let ahead = 0;
  return {
    now: () => followed() + ahead,
    offsetMs: () => ahead,
    move: (offsetMs) => void (ahead = offsetMs),
  };
}

/** How far a clock was moved, in words: `+1 h 5 min`, `-40 s`. */
export function offsetWords(offsetMs: number): string {
  const sign = offsetMs < 0 ? '-' : '+';
  const seconds = Math.abs(offsetMs) / 1000;
  const parts: readonly (readonly [amount: number, unit: string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.round((seconds % 60) * 1000) / 1000, 's'],
  ];
  const said = parts.filter(([amount]) => amount > 0).map((part) => part.join(' '));
  return sign + (said.join(' ') || '0 s');
}
