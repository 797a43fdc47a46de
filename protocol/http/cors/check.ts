import type { HeaderField } from '../message.js';
import { parseUrl } from '../../url/parse-url.js';
import { valueOf } from './fields.js';
import type { CheckReason } from './reasons.js';

/** Whether cookies and the like go along (Fetch, "credentials mode"). */
export type CredentialsMode = 'omit' | 'same-origin' | 'include';

/** Why a value of `Access-Control-Allow-Origin` does not let an origin in: in the standard it is only unequal. */
function unequal(value: string): CheckReason {
  if (/[ ,]/.test(value)) return 'allow-origin-multiple';
  return value === 'null' || parseUrl(value) !== undefined
    ? 'allow-origin-mismatch'
    : 'allow-origin-invalid';
}

/**
 * Lets an origin read an answer, or says why not (Fetch, "CORS check"). Texts are compared as they are: a slash at the end,
 * a capital letter or a second value is another text.
 *
 * @param fields of the answer, as they came
 * @param origin as the request named it: `null` for an opaque one
 */
export function corsCheck(
  fields: readonly HeaderField[],
  origin: string,
  credentials: CredentialsMode,
): { readonly reason: CheckReason; readonly about?: string } | undefined {
  const allowed = valueOf(fields, 'access-control-allow-origin');
  if (allowed === undefined) return { reason: 'allow-origin-missing' };
  if (allowed === '*') {
    return credentials === 'include' ? { reason: 'allow-origin-wildcard' } : undefined;
  }
  if (allowed !== origin) return { reason: unequal(allowed), about: allowed };
  if (credentials !== 'include') return undefined;
  const trusted = valueOf(fields, 'access-control-allow-credentials');
  return trusted === 'true'
    ? undefined
    : { reason: 'allow-credentials-not-true', about: trusted ?? '' };
}
