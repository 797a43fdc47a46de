import { createHash } from 'node:crypto';
import type { Report } from '../../protocol/report.js';

/** The path of an address; a port or a preview's host name changes from run to run. */
const pathOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).pathname : '';

/**
 * What a finding is known by in the next run: the same requirement of the same handshake at the same path, whatever was
 * seen this time. 32 characters, hexadecimal.
 *
 * @param name of the target, in a run over several: two of them may have the same path
 */
export const fingerprint = (
  { target }: { readonly target: Pick<Report['target'], 'handshake' | 'loginUrl'> },
  id: string,
  name?: string,
): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        target.handshake,
        pathOf(target.loginUrl),
        id,
        ...(name === undefined ? [] : [name]),
      ]),
    )
    .digest('hex')
    .slice(0, 32);
