/** The one clock of a host: of tokens, sessions and pages. */
export interface HostClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How far it is ahead of the clock that it follows, in milliseconds; negative where it is behind. */
  readonly offsetMs: () => number;
  /** Moves it: from now on it is so far ahead. */
  readonly move: (offsetMs: number) => void;
  /** Puts it right; whatever was begun until now is over. */
  readonly reset: () => void;
  /** When it was moved back, oldest first. */
  readonly takenBack: () => readonly TakenBack[];
}

/**
 * A clock was moved back: what was begun before that, and was over by the time shown until then, stays over.
 *
 * `atMs` is of the clock that it follows, `shownMs` of itself; both milliseconds since the epoch.
 */
export type TakenBack = readonly [atMs: number, shownMs: number];

/** A host's clock, as its pages are told of it. */
export interface PageClock {
  /** How far it is ahead of this machine's, in milliseconds. */
  readonly aheadMs: number;
  /** How much of that is because it was moved. */
  readonly movedMs: number;
  readonly takenBack: readonly TakenBack[];
}

/** How far a clock may be moved, in milliseconds: ten years, where every moment still has a date. */
export const farthestMs: number = 10 * 365 * 86_400_000;

/** The last moment that has a date. */
const lastMoment = 8.64e15;
/** How often a clock may be moved back before two of the times are taken for one. */
const mostTakenBack = 20;

/** Those that still tell something: of two, the later one says all that the earlier one does, if it was further ahead. */
function withoutIdle(all: readonly TakenBack[]): readonly TakenBack[] {
  const [first, second, ...rest] = all.filter(
    ([, shownMs], at) => !all.slice(at + 1).some(([, later]) => later >= shownMs),
  );
  if (first === undefined || second === undefined) return all.slice(-1);
  if (rest.length + 2 <= mostTakenBack) return [first, second, ...rest];
  return [[second[0], first[1]], ...rest];
}

/** Opens a clock that follows another one. */
export function openClock(followed: () => number): HostClock {
  let ahead = 0;
  let takenBack: readonly TakenBack[] = [];
  return {
    now: () => followed() + ahead,
    offsetMs: () => ahead,
    move: (offsetMs) => {
      if (offsetMs < ahead) {
        takenBack = withoutIdle([...takenBack, [followed(), followed() + ahead]]);
      }
      ahead = offsetMs;
    },
    reset: () => {
      ahead = 0;
      takenBack = [[followed(), lastMoment]];
    },
    takenBack: () => takenBack,
  };
}

/** What a host's clock shows on a page, milliseconds since the epoch. */
export const nowAt = ({ aheadMs }: PageClock): number => Date.now() + aheadMs;

/** The same of the clock that it follows, which nobody moves. */
export const steadyAt = ({ aheadMs, movedMs }: PageClock): number => Date.now() + aheadMs - movedMs;

/**
 * True for what was over once, although it ends later than now.
 *
 * @param begunAtMs on the clock that the host's follows
 * @param endsAtMs on the host's clock; absent for what only a reset ends
 */
export const wasTakenBack = (
  { takenBack }: Pick<PageClock, 'takenBack'>,
  begunAtMs: number,
  endsAtMs: number = lastMoment,
): boolean => takenBack.some(([atMs, shownMs]) => begunAtMs <= atMs && endsAtMs <= shownMs);

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
