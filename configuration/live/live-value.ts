import type { Watch, Watched } from './watch.js';

/** What a reading gives: a value, and what must change for it to be another one. */
export interface Reading<T> {
  readonly value: T;
  readonly watched: readonly Watched[];
  /** Another one for every other content; absent where each reading counts as a new one. */
  readonly mark?: string;
}

/** A value that follows the files that it was read from. */
export interface Live<T> {
  readonly current: () => T;
  readonly close: () => void;
}

/** What a live value is made of. */
export interface LiveOptions<T> {
  readonly first: Reading<T>;
  /** Reads it again; where it throws, the last value stays. */
  readonly read: () => Promise<Reading<T>>;
  readonly watch: Watch;
  /** Hears of a new value, and of the old one where it came back after none could be read. */
  readonly changed: (value: T) => void;
  /** Hears why there is none, once. */
  readonly failed: (cause: unknown) => void;
}

const sameFolders = (a: readonly Watched[], b: readonly Watched[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Keeps a value up to date. One reading at a time; changes meanwhile are followed by one more. */
export function openLive<T>(options: LiveOptions<T>): Live<T> {
  let { value, watched, mark } = options.first;
  let failure: string | undefined;
  const state = { reading: false, again: false, closed: false };
  const onChange = (): void => {
    state.again = true;
    if (!state.reading && !state.closed) void readOn();
  };
  let stop = options.watch(watched, onChange);
  const readOnce = async (): Promise<void> => {
    try {
      const next = await options.read();
      if (state.closed) return;
      value = next.value;
      if (!sameFolders(watched, next.watched)) {
        stop();
        watched = next.watched;
        stop = options.watch(watched, onChange);
        // What happened in a new folder before anybody watched it.
        state.again = true;
      }
      if (state.again) return;
      const isNew = next.mark === undefined || next.mark !== mark || failure !== undefined;
      mark = next.mark;
      failure = undefined;
      if (isNew) options.changed(value);
    } catch (cause) {
      const said = String(cause);
      if (!state.closed && said !== failure) options.failed(cause);
      failure = said;
    }
  };
  const readOn = async (): Promise<void> => {
    state.reading = true;
    while (state.again && !state.closed) {
      state.again = false;
      await readOnce();
    }
    state.reading = false;
  };
  return {
    current: () => value,
    close: () => {
      state.closed = true;
      stop();
    },
  };
}
