import { createHash } from 'node:crypto';
import type { Report } from '../../protocol/report.js';

/** The path of an address; a port or a preview's host name changes from run to run. */
const pathOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).pathname : '';

/**
 * What a finding is known by in the next run: the same requirement of the same handshake at the same path, whatever was
 * seen this time. 32 characters, hexadecimal.
 */
export const fingerprint = ({ target }: Pick<Report, 'target'>, id: string): string =>
  createHash('sha256')
    .update(JSON.stringify([target.handshake, pathOf(target.loginUrl), id]))
    .digest('hex')
    .slice(0, 32);
