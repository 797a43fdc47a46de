import type { Page } from 'playwright';
import { binding } from './page-probe.js';

/**
 * Keeps an account of what a page will do later by itself, in every frame, before the page's own scripts: timers,
 * animation frames and delayed tasks. Its answer hangs on the binding. It changes no handler, and it has no functions
 * with names of their own: compilers wrap those in a call to something that the page does not have.
 */
export function keepTimers(channel: string): void {
  type Native = (...given: unknown[]) => unknown;
  const host = (globalThis as unknown as Record<string, object>)[channel];
  if (host === undefined) return;
  /** How long after its moment a timer still counts, in milliseconds: on a busy machine it may be late. */
  const graceMs = 500;
  const timers = new Map<unknown, { readonly at: number; readonly ms: number; again: boolean }>();
  const natives = new WeakMap<object, object>();
  const clock = Reflect.get(performance, 'now') as Native;
  let frameAt = -Infinity;
  let tasks = 0;
  const account = {
    now(): number {
      return Number(Reflect.apply(clock, performance, []));
    },
    add(id: unknown, delay: unknown, again: boolean): void {
      const at = account.now();
      if (timers.size > 1_000) {
        for (const [one, timer] of timers) {
          if (!timer.again && timer.at + timer.ms + graceMs < at) timers.delete(one);
        }
      }
      const ms = Number(delay);
      timers.set(id, { at, ms: ms > 1 ? ms : 1, again });
    },
    /** Puts a stand-in in the place of a function of the browser's that looks and works like it. */
    watch(owner: object, name: string, after: (result: unknown, given: unknown[]) => void): void {
      const found = Object.getOwnPropertyDescriptor(owner, name);
      if (typeof found?.value !== 'function' || found.configurable !== true) return;
      const native = found.value as Native;
      const stand = new Proxy(native, {
        apply(target, self: unknown, given: unknown[]) {
          const result: unknown = Reflect.apply(target, self, given);
          after(result, given);
          return result;
        },
      });
      natives.set(stand, native);
      Object.defineProperty(owner, name, { ...found, value: stand });
    },
    /** Milliseconds until the page may do something by itself; null where nothing is under way. */
    due(): number | null {
      const now = account.now();
      let first = now - frameAt < graceMs ? 50 : Infinity;
      for (const [id, { at, ms, again }] of timers) {
        const left = again ? ms - ((now - at) % ms) : at + ms - now;
        if (left < -graceMs) timers.delete(id);
        else first = Math.min(first, Math.max(left, 0));
      }
      for (const motion of document.getAnimations()) {
        const end = Number(motion.effect?.getComputedTiming().endTime);
        const left = (end - Number(motion.currentTime ?? 0)) / (motion.playbackRate || 1);
        // A spinner turns for ever; what comes to an end may be waited for.
        if (motion.playState === 'running' && Number.isFinite(left)) first = Math.min(first, left);
      }
      return first === Infinity ? null : first;
    },
  };
  account.watch(window, 'setTimeout', (id, [, delay]) => account.add(id, delay, false));
  account.watch(window, 'setInterval', (id, [, delay]) => account.add(id, delay, true));
  account.watch(window, 'clearTimeout', (_none, [id]) => timers.delete(id));
  account.watch(window, 'clearInterval', (_none, [id]) => timers.delete(id));
  account.watch(window, 'requestAnimationFrame', () => (frameAt = account.now()));
  const scheduler = (globalThis as { readonly scheduler?: object }).scheduler;
  if (scheduler !== undefined) {
    account.watch(Object.getPrototypeOf(scheduler) as object, 'postTask', (_task, [, options]) => {
      const delay = (options as { readonly delay?: unknown } | undefined)?.delay;
      if (delay !== undefined) account.add(`task ${(tasks += 1)}`, delay, false);
    });
  }
  const source = Object.getOwnPropertyDescriptor(Function.prototype, 'toString');
  if (source !== undefined) {
    const text = new Proxy(source.value as Native, {
      apply(target, self: object, given: unknown[]): unknown {
        return Reflect.apply(target, natives.get(self) ?? self, given);
      },
    });
    natives.set(text, source.value as object);
    const prototype: object = Function.prototype;
    Object.defineProperty(prototype, 'toString', { ...source, value: text });
  }
  Object.defineProperty(host, 'due', { value: Reflect.get(account, 'due') });
}

/** The most that a frame may take to answer, in milliseconds. */
const answerMs = 2_000;

/**
 * Asks every frame of a page when it will do something by itself.
 *
 * @returns milliseconds; undefined where nothing is under way, or no frame answers
 */
export async function nextDueMs(page: Page): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), answerMs);
  });
  const asked = page.frames().map((frame) =>
    Promise.race([
      enough,
      frame
        .evaluate((channel) => {
          const host = (globalThis as unknown as Record<string, { due?: () => number | null }>)[
            channel
          ];
          return host?.due?.() ?? null;
        }, binding)
        .catch(() => null),
    ]),
  );
  const answers = await Promise.all(asked).finally(() => clearTimeout(timer));
  const due = answers.filter((ms) => ms !== null);
  return due.length === 0 ? undefined : Math.min(...due);
}
