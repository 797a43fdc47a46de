import type { Exchange } from '../exchange.js';
import { parseUrl } from '../url/parse-url.js';
import { isOwnState } from './visit-secrets.js';
import type { OAuthClient } from './client.js';

/** Parameters that are secret whoever made them. */
const given = ['code', 'access_token', 'id_token'];

/** The addresses that an exchange went by, and those that it was sent to. */
function addressesOf({ hops, navigations, callback, aside }: Exchange): readonly string[] {
  const fields = hops.flatMap(({ headers }) =>
    headers.flatMap(([name, value]) => (/^(?:location|refresh)$/i.test(name) ? [value] : [])),
  );
  return [
    ...[...hops, ...navigations, ...(aside?.requests ?? [])].map(({ url }) => url),
    ...fields,
    ...(callback === undefined ? [] : [callback.url]),
  ].map((address) => address.reveal());
}

/**
 * What an authorization response gives away, be it redeemed or not: codes, tokens in front, and the states of this run. States
 * that a visit made up out of words are none.
 */
export function frontSecrets(
  exchange: Exchange,
  client: Pick<OAuthClient, 'seed'>,
): readonly string[] {
  const found = addressesOf(exchange).flatMap((address) => {
    const url = parseUrl(address, 'https://relative.invalid/');
    if (url === undefined) return [];
    return [url.searchParams, new URLSearchParams(url.hash.slice(1))].flatMap((pairs) => [
      ...given.flatMap((name) => pairs.getAll(name)),
      ...pairs.getAll('state').filter((state) => isOwnState(client, state)),
    ]);
  });
  return [...new Set(found)].filter((value) => value.length >= 8);
}
