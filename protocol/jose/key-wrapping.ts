import { decodeText } from '../text/octets.js';
import { derForm } from './der-form.js';
import type { DerForm } from './der-form.js';
import { straighten } from './pem.js';

/** Base64 or base64url (RFC 4648 §4 and §5) over any lines; shorter text is a word, not a key. */
const base64 = /^[A-Za-z0-9+/_-]{40,}={0,2}$/;
/** A key is a few hundred octets long; more than this was never one. */
const limit = 100_000;
/** Text that says by itself what kind of key it is. */
const readable = /-----BEGIN|^\s*["'`]?\{|^\s*ssh-/;

/** What stood under Base64: a key as text, or the octets of one. */
export type Unwrapped =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'der'; readonly der: Uint8Array; readonly form: DerForm };

/**
 * Takes Base64 off a key, as environment variables hold one: of a whole PEM or JWK file, or of a key's octets, which
 * is PEM without its first and last line. Undefined where there is no key under it. Never throws.
 */
export function unwrap(text: string): Unwrapped | undefined {
  const run = text.replace(/\s+/g, '');
  if (run.length > limit || !base64.test(run)) return undefined;
  const octets = new Uint8Array(Buffer.from(run, 'base64'));
  const form = derForm(octets);
  if (form !== undefined) return { is: 'der', der: octets, form };
  const inner = straighten(decodeText(octets));
  return readable.test(inner) || (inner !== text && unwrap(inner) !== undefined)
    ? { is: 'text', text: inner }
    : undefined;
}

/** True for the text of a key, in whatever wrapping: it must not be repeated where the name of a file is expected. */
export const isKeyText = (text: string): boolean =>
  readable.test(text) || unwrap(straighten(text)) !== undefined;
