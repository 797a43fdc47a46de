import { isIP } from 'node:net';
import type { Environment } from '../io.js';
import { the, usage } from '../setting-failure.js';
import { variable } from '../settings.js';

/** Who may reach a docs host besides this machine. */
export interface Reach {
  /** The addresses to listen on, the first of which must be there. */
  readonly addresses: readonly string[];
  /** Host names, in lower case, that requests may name besides that of the docs and of this machine. */
  readonly allowedHosts: readonly string[];
}

/** The variable that sets the token of the API. */
export const apiTokenVariable = 'DOCS_HANDSHAKE_API_TOKEN';
const shortestToken = 16;

/**
 * The token of the API that its user chose.
 *
 * @returns undefined where none was: one is made at the start
 * @throws Failure `usage` for one that could be guessed, or sent by no client
 */
export function readApiToken(env: Environment): string | undefined {
  const token = variable(env, apiTokenVariable)?.trim();
  if (token === undefined) return undefined;
  if (token.length < shortestToken || !/^[\w.~+/-]+=*$/.test(token)) {
    throw usage`${apiTokenVariable} needs at least ${String(shortestToken)} characters out of letters, digits and -._~+/ (RFC 6750): make one with "openssl rand -hex 32".`;
  }
  return token;
}

const ofThisMachine = ['127.0.0.1', '::1'];
const name = /^(?:\[[0-9a-f:.]+\]|(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*)$/;

function readName(value: string): string {
  const host = value.trim().toLowerCase();
  if (name.test(host)) return host;
  throw usage`${the('allowHost')} takes a host name alone, without a scheme, a port or *: such as docs.local.`;
}

/**
 * Reads `--host` and `--allow-host`, which let other machines in: containers, and nobody by accident.
 *
 * @param apiToken the one that its user chose
 * @param tokenName what to set where there is none
 * @returns undefined where the host stays on this machine
 * @throws Failure `usage`
 */
export function readReach(
  options: { readonly host?: string; readonly allowHost?: readonly string[] },
  apiToken: string | undefined,
  tokenName: string = apiTokenVariable,
): Reach | undefined {
  const { host, allowHost = [] } = options;
  if (host === undefined) {
    if (allowHost.length === 0) return undefined;
    throw usage`${the('allowHost')} is for a docs host that other machines reach: give ${the('host', '<address>')}, too, or leave it out.`;
  }
  const address = host.trim().replace(/^\[|\]$/g, '');
  if (isIP(address) === 0) {
    throw usage`${the('host')} takes an IP address of this machine, such as 0.0.0.0 in a container.`;
  }
  if (allowHost.length === 0) {
    throw usage`${the('host')} lets other machines in: name with ${the('allowHost', '<name>')} the host name under which they come.`;
  }
  if (apiToken === undefined) {
    throw usage`${the('host')} lets other machines in: set ${tokenName}, which whoever asks the API has to know.`;
  }
  // `::` takes IPv4, too; 0.0.0.0 is the whole of it, and has no part beside it.
  const further =
    address === '::'
      ? []
      : address === '0.0.0.0'
        ? ['::1']
        : ofThisMachine.filter((one) => one !== address);
  return { addresses: [address, ...further], allowedHosts: allowHost.map(readName) };
}
