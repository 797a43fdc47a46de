import { Failure } from '../protocol/failure.js';
import type { HandshakeFacts } from '../protocol/handshake.js';

/**
 * The name of the login link's parameter that holds the page, or `none`; the handshake's own where none was given.
 *
 * @throws Failure `usage` where the handshake fixes it
 */
export function chooseReturnParam(value: string | undefined, facts: HandshakeFacts): string {
  if (value === undefined) return facts.returnParam;
  if (facts.returnParamIsFixed && value !== facts.returnParam) {
    throw new Failure(
      'usage',
      `--return-param cannot be changed: ${facts.id} always uses ${facts.returnParam}.`,
    );
  }
  if (value.trim() === '') throw new Failure('usage', '--return-param needs a name, or none.');
  return value;
}
