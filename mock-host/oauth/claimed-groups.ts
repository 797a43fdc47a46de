import { decodeText } from '../../protocol/jose/base64url.js';
import { isObject, readJson } from '../../protocol/json.js';
import type { GroupsClaim } from '../../protocol/oauth/client.js';
import type { TokenAnswer } from '../../protocol/oauth/token-answer.js';

/**
 * The groups in the claim of a token that the docs host's settings name: a text is split by the delimiter alone, its parts
 * trimmed and empty ones dropped; an array is never split. The signature is not verified: the token came from the token
 * endpoint itself (OpenID Connect Core 1.0 §3.1.3.7).
 *
 * @returns undefined where the answer has no such token or claim
 */
export function claimedGroups(
  { idToken, accessToken }: TokenAnswer,
  { token, claim, delimiter }: GroupsClaim,
): readonly unknown[] | undefined {
  const text = (token === 'id_token' ? idToken : accessToken)?.reveal() ?? '';
  const { value } = readJson(decodeText(text.split('.')[1] ?? '') ?? '');
  if (!isObject(value) || !Object.hasOwn(value, claim)) return undefined;
  const claimed = value[claim];
  if (Array.isArray(claimed)) return claimed as readonly unknown[];
  if (typeof claimed !== 'string') return undefined;
  const parts = delimiter === undefined ? [claimed] : claimed.split(delimiter);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
