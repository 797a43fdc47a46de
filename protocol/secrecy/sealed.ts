import { mask } from './masking.js';

/**
 * A text that may hold a token or a credential. Only `reveal()` gives it whole; every way in which it
 * could slip into an output by accident (JSON, string conversion, `util.inspect`) gives its masked form.
 */
export interface Sealed {
  /** The text, whole. For judging only. */
  reveal(): string;
  toJSON(): string;
  toString(): string;
}

/** Wraps a text so that it cannot be printed whole by accident. */
export function seal(text: string): Sealed {
  return wrap(text, () => mask(text));
}

/** Wraps a text that no pattern gives away (a password, a cookie value, a page): only `shown` is ever printed. */
export function sealAs(text: string, shown: string = '…'): Sealed {
  return wrap(text, () => shown);
}

/** Seals once more: literal secrets that became known later are hidden in the shown form, too. */
export function sealKnowing(sealed: Sealed, secrets: readonly string[]): Sealed {
  return wrap(sealed.reveal(), () => mask(sealed.toString(), secrets));
}

/** True for a sealed text. */
export function isSealed(value: unknown): value is Sealed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'reveal' in value &&
    typeof value.reveal === 'function'
  );
}

const inspected = Symbol.for('nodejs.util.inspect.custom');

function wrap(text: string, shown: () => string): Sealed {
  const sealed: Sealed = { reveal: () => text, toJSON: shown, toString: shown };
  Object.defineProperty(sealed, inspected, { value: shown });
  return sealed;
}
