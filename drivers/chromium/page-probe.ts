/** What a page reports through its binding. */
export type Reported =
  | { readonly how: 'message'; readonly at: string; readonly to: string; readonly text: string }
  | { readonly how: 'name'; readonly at: string; readonly text: string }
  /** The body of a beacon that is a Blob: the DevTools protocol does not give it away. */
  | { readonly how: 'beacon'; readonly at: string; readonly to: string; readonly text: string };

/** What a page says as it is left: that it is, and that all it did until then is reported. */
export interface Leaving {
  readonly how: 'leaving' | 'left';
}

/** The name of the binding; pages see it, so it says whose it is. */
export const binding = '__docsHandshakeHeard';

/**
 * The name of the page's own way to report, which takes text and answers nothing: an answer to every report costs a page
 * that is being left more than the report. Frames in a process of their own do not have it, and use the binding.
 */
export const shortWay = '__docsHandshakeSaid';

/** A report that came the short way; undefined where it is none: a page may call it as well. */
export function reportIn(payload: string): Reported | Leaving | undefined {
  let read: unknown;
  try {
    read = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { how, at, to, text } = read as Readonly<Record<string, unknown>>;
  if (how === 'leaving' || how === 'left') return { how };
  if (typeof at !== 'string' || typeof text !== 'string') return undefined;
  if (how === 'name') return { how, at, text };
  if ((how !== 'message' && how !== 'beacon') || typeof to !== 'string') return undefined;
  return { how, at, to, text };
}

type Report = (own: Reported | Leaving) => unknown;

/*
 * What follows runs in every frame, put together from its source: each function has the binding, and nothing else of
 * this module. None has functions with names of their own inside: compilers wrap those in a call to something that
 * the page does not have.
 */

/** Messages that other windows send here. */
function messagesHeard(report: Report): void {
  window.addEventListener(
    'message',
    (event) => {
      if (event.origin === location.origin) return;
      try {
        const text = typeof event.data === 'string' ? event.data : JSON.stringify(event.data);
        report({ how: 'message', at: event.origin, to: location.origin, text });
      } catch {
        // What cannot be written as text holds no token.
      }
    },
    true,
  );
}

/** Beacons whose body is a Blob. */
function beaconsSent(report: Report): void {
  const beacon = Reflect.get(navigator, 'sendBeacon') as (...given: unknown[]) => boolean;
  const own = {
    sendBeacon(this: Navigator, ...given: Parameters<Navigator['sendBeacon']>): boolean {
      const sent = Reflect.apply(beacon, this, given);
      const [address, data] = given;
      if (data instanceof Blob && data.size <= 65_536) {
        const to = new URL(address, document.baseURI).href;
        const blob = URL.createObjectURL(data);
        try {
          // The page may be on its way out: a promise would not be kept.
          const reading = new XMLHttpRequest();
          reading.open('GET', blob, false);
          reading.send();
          report({ how: 'beacon', at: location.origin, to, text: reading.responseText });
        } catch {
          // A policy forbids that, or the page is being left.
          void data.text().then((text) => report({ how: 'beacon', at: location.origin, to, text }));
        }
        URL.revokeObjectURL(blob);
      }
      return sent;
    },
  };
  Object.assign(Navigator.prototype, { sendBeacon: Reflect.get(own, 'sendBeacon') as unknown });
}

/** That the page is being left, and that all it did until then is reported. */
function pageLeft(report: Report): void {
  const later = window.setTimeout;
  const { navigation } = window as { readonly navigation?: EventTarget };
  navigation?.addEventListener('navigate', () => {
    report({ how: 'leaving' });
    // After the script that leaves, and what that left to be done at once.
    later(() => report({ how: 'left' }));
  });
}

/** Messages from here to whoever listens. */
function messagesSent(report: Report): void {
  const post = window.postMessage;
  const own = {
    postMessage(this: unknown, ...given: readonly unknown[]): unknown {
      const options = given[1] as string | { readonly targetOrigin?: string } | undefined;
      const to = typeof options === 'object' ? options.targetOrigin : options;
      if (to === '*') {
        try {
          const text = typeof given[0] === 'string' ? given[0] : JSON.stringify(given[0]);
          report({ how: 'message', at: location.origin, to, text });
        } catch {
          // What cannot be written as text holds no token.
        }
      }
      return Reflect.apply(post, this ?? window, given);
    },
  };
  Object.defineProperty(window, 'postMessage', {
    configurable: true,
    enumerable: true,
    // Another frame's message would seem to come from here, and the page may look at where it came from.
    get() {
      return window.length === 0 ? (Reflect.get(own, 'postMessage') as unknown) : post;
    },
    set(value: unknown) {
      const plain = { configurable: true, enumerable: true, writable: true, value };
      Object.defineProperty(window, 'postMessage', plain);
    },
  });
}

/** What is written into `window.name`. */
function nameWritten(report: Report): void {
  const name = Object.getOwnPropertyDescriptor(window, 'name');
  if (name?.set === undefined || name.configurable !== true) return;
  Object.defineProperty(window, 'name', {
    ...name,
    set(value: unknown) {
      report({ how: 'name', at: location.origin, text: String(value) });
      name.set?.call(window, value);
    },
  });
}

const everyFrame = [messagesHeard, beaconsSent];
const mainFrame = [pageLeft, messagesSent, nameWritten];
const calls = (parts: readonly ((report: Report) => void)[]): string =>
  parts.map((part) => `(${part.toString()})(report);`).join('\n');

/**
 * The script that reports, before the page's own scripts and in every frame, messages between windows, beacons and
 * `window.name`, and says when the page is being left.
 */
export const pageProbe: string = `((heard, said, stringify) => {
const report = said === undefined ? heard : (own) => said(stringify(own));
if (report === undefined) return;
${calls(everyFrame)}
if (window.parent !== window) return;
${calls(mainFrame)}
})(globalThis[${JSON.stringify(binding)}], globalThis[${JSON.stringify(shortWay)}], JSON.stringify);`;
