import { hasToken } from '../../protocol/handshake.js';
import { levelIn, type Handshake } from '../../protocol/requirement.js';
import type { LoginSetup } from './snippets/setup.js';

/** What is known of a host that a login flow is to be written for. */
export interface ServedLogin {
  readonly handshake: Handshake;
  readonly edition: string;
  readonly docsOrigin: string;
  /** Without a slash at the end; empty for none. */
  readonly docsPath: string;
  readonly returnParam?: string;
  /** The first of the login URLs; absent where there is none yet. */
  readonly loginUrl?: string;
}

/** Where a login flow answers, where nobody has said so yet. */
const usualLogin = 'http://localhost:3000/docs-login';

/** True where a token of this edition has to name the docs host. */
export const wantsHost = ({
  handshake,
  edition,
}: Pick<ServedLogin, 'handshake' | 'edition'>): boolean =>
  handshake.requirements.some(
    (item) => item.members?.includes('host') === true && levelIn(item, edition) === 'must',
  );

/**
 * What snippets are filled with.
 *
 * @returns undefined for a host that there are no snippets for: one with a shared secret, or whose callback takes a query, or without a token
 */
export function loginSetup(served: ServedLogin): LoginSetup | undefined {
  const { docsOrigin, docsPath, returnParam, loginUrl = usualLogin } = served;
  const { facts } = served.handshake;
  if (!hasToken(facts)) return undefined;
  if (facts.keyForm === 'shared-secret' || facts.carrier.by !== 'fragment') return undefined;
  const { pathname, port } = new URL(loginUrl);
  return {
    docsOrigin,
    docsPath,
    ...(facts.callbackPath !== undefined && { callbackUrl: docsOrigin + facts.callbackPath }),
    algorithm: facts.algorithm,
    curve: facts.curve,
    ...(wantsHost(served) && { hostClaim: new URL(docsOrigin).hostname }),
    ...(returnParam !== undefined && { returnParam }),
    knowsAnchors: facts.knowsAnchors,
    reservedPaths: facts.reservedPaths,
    loginPath: pathname,
    loginPort: port === '' ? 3000 : Number(port),
  };
}
