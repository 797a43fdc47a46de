import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import { the, usage } from '../setting-failure.js';

/** A token as HTTP spells names (RFC 9110 §5.6.2). */
const name = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A field value without control characters (RFC 9110 §5.5). */
const value = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Fields that the connection owns, so that setting them would break it or judge something else. */
const owned =
  /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|keep-alive)$/i;

/**
 * Reads `Name: value`. The value is sealed and never repeated in a message.
 *
 * @throws Failure `usage`
 */
export function readHeader(text: string): readonly [name: string, value: Sealed] {
  const colon = text.indexOf(':');
  const field = text.slice(0, Math.max(colon, 0)).trim();
  const content = text.slice(colon + 1).trim();
  if (colon < 1 || !name.test(field)) {
    throw usage`${the('header')} must look like "Name: value".`;
  }
  if (!value.test(content)) {
    throw usage`${the('header')} ${field} has a character that HTTP does not allow.`;
  }
  if (/^cookie$/i.test(field)) {
    throw usage`${the('header')} cannot set Cookie: give each one with ${the('cookie')} name=value.`;
  }
  if (owned.test(field)) {
    throw usage`${the('header')} cannot set ${field}: the connection sets it.`;
  }
  return [field, sealAs(content)];
}

/**
 * Reads `name=value` (RFC 6265 §4.1.1). The value is sealed and never repeated in a message.
 *
 * @throws Failure `usage`
 */
export function readCookie(text: string): readonly [name: string, value: Sealed] {
  const equals = text.indexOf('=');
  const key = text.slice(0, Math.max(equals, 0)).trim();
  const content = text.slice(equals + 1).trim();
  if (equals < 1 || !name.test(key)) {
    throw usage`${the('cookie')} must look like name=value.`;
  }
  if (!value.test(content) || content.includes(';')) {
    throw usage`${the('cookie')} ${key} holds a character that a cookie cannot: give one cookie per ${the('cookie')}, without attributes.`;
  }
  return [key, sealAs(content)];
}
