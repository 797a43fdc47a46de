import type { Exchange } from '../exchange.js';

/** Markup that leads on: the values of these attributes are URLs (HTML standard, "attributes"). */
const linked = /\s(?:href|action|formaction)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;

/** A name as login flows have them; anything odder is not theirs. */
const plainName = /^[\w.-]{1,40}$/;

/** Parameters of other protocols (RFC 6749, OpenID Connect, SAML): with a made-up value they begin another journey. */
const foreign =
  /^(?:code|state|nonce|scope|iss|session_state|client_id|redirect_uri|response_(?:type|mode)|grant_type|code_challenge(?:_method)?|(?:id|access|refresh)_token(?:_hint)?|request(?:_uri)?|RelayState|SAML\w+)$/i;

const decoded = (text: string): string =>
  text.replaceAll(/&amp;|&#38;|&#x26;/gi, '&').replaceAll(/&equals;|&#61;/gi, '=');

/** The names in the query of a URL of one origin; none for any other. */
function namesIn(url: string, base: string, origin: string): readonly string[] {
  if (!URL.canParse(url, base)) return [];
  const parsed = new URL(url, base);
  return parsed.origin === origin ? [...parsed.searchParams.keys()] : [];
}

/**
 * The names of the query parameters that a login flow itself puts into its own URLs: its redirects, the links and
 * the form actions of its pages. What the visits asked for is not counted.
 *
 * @param origin the login origin
 * @returns each name once, in the order of their first showing
 */
export function seenParameters(exchanges: readonly Exchange[], origin: string): readonly string[] {
  const names = exchanges.flatMap(({ hops, navigations }) => [
    ...navigations
      .filter(({ from }) => from >= 0)
      .flatMap(({ url }) => namesIn(url.reveal(), origin, origin)),
    ...hops.flatMap(({ url, body }) => {
      const here = url.reveal();
      if (body?.text === undefined || !URL.canParse(here) || new URL(here).origin !== origin) {
        return [];
      }
      return [...body.text.reveal().matchAll(linked)].flatMap(([, double, single, bare]) =>
        namesIn(decoded(double ?? single ?? bare ?? ''), here, origin),
      );
    }),
  ]);
  return [...new Set(names)].filter((name) => plainName.test(name) && !foreign.test(name));
}
