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

function wrap(text: string, shown: () => string): Sealed {
  const sealed: Sealed = { reveal: () => text, toJSON: shown, toString: shown };
  Object.defineProperty(sealed, Symbol.for('nodejs.util.inspect.custom'), { value: shown });
  return sealed;
}
