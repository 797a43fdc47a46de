import { hasDirective } from '../../../protocol/http/caching.js';
import type { CallResponse } from '../../../protocol/http/call.js';
import { valueOf } from '../../../protocol/http/cors/fields.js';
import { met, noted, unmet, type Finding } from '../../../protocol/verdict.js';

/** What an answer that names a reader says to caches: the docs host asks for `private, no-store`. */
export function keptByNobody({ headers }: Pick<CallResponse, 'headers'>): Finding {
  const control = valueOf(headers, 'cache-control');
  if (control === undefined || !hasDirective(control, 'no-store')) {
    return unmet(
      'Cache-Control of the answer is private, no-store.',
      control === undefined ? 'There is no Cache-Control.' : `Cache-Control is ${control}.`,
    );
  }
  return hasDirective(control, 'private')
    ? met
    : noted('no-store is there, and private is not; the text asks for both.');
}
