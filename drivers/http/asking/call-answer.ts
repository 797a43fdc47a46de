import type { CallResponse } from '../../../protocol/http/call.js';
import { sealBody, sealField } from '../../../protocol/secrecy/sealed-message.js';
import { decompressed } from '../head.js';
import type { WireAnswer } from '../wire/response.js';

/** Octets of an answer that are kept. */
const bodyCap = 65_536;

/**
 * An answer as it is recorded: of its body the beginning, as whoever reads JSON reads it: in UTF-8, whatever its
 * `Content-Type` says (Fetch, "json").
 *
 * @param whole false where it broke off
 */
export function responseOf(answer: WireAnswer, whole: boolean): CallResponse {
  const { status, fields, body, truncated } = answer;
  const headers = fields.map(([name, value]) => sealField(name, value));
  if (!whole) return { status, headers };
  const plain = decompressed(answer);
  const kept = plain?.subarray(0, bodyCap);
  const isText = kept !== undefined && !kept.includes(0);
  const text = isText ? new TextDecoder().decode(kept) : undefined;
  const cut = truncated || (plain?.length ?? body.length) > bodyCap;
  const bytes = Math.min(plain?.length ?? body.length, bodyCap);
  return { status, headers, body: sealBody(text, bytes, cut) };
}
