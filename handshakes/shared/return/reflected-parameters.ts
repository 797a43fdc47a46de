import type { Exchange } from '../../../protocol/exchange.js';
import { findBreakout, type Breakout } from '../../../protocol/html/breakout.js';
import { seenParameters } from '../../../protocol/html/seen-parameters.js';
import type { VisitOf } from '../../../protocol/visit.js';
import { wrongFirst } from '../sign-in-visits.js';
import { anonymous, bothDrivers, deepLink, plain, signingIn } from '../visits.js';

/** An element that no page has by itself. */
export const canary = 'docs-handshake-canary';
/** How the value begins: nothing of it needs escaping. */
export const start = '/docs-handshake-value';

/** Parameters with which login pages say what went wrong. */
const usualNames = ['error', 'message', 'error_description'];
/** More would make a URL that servers refuse for its length. */
const mostNames = 24;

const number = (at: number): string => String(at).padStart(2, '0');
/** Each parameter has a value of its own, so that the one that is echoed can be named. */
const startOf = (at: number): string => `${start}-${number(at)}-`;
const canaryOf = (at: number): string => `${canary}-${number(at)}`;

/** What these showed; visits that are made at the same time as this one would make it a matter of luck. */
const before = new Set([signingIn, plain, deepLink, anonymous, wrongFirst].map(({ name }) => name));

const queryOf = (seen: readonly Exchange[], loginOrigin: string): string => {
  const shown = seen.filter(({ visit }) => before.has(visit));
  return [...new Set([...usualNames, ...seenParameters(shown, loginOrigin)])]
    .slice(0, mostNames)
    .map((name, at) => {
      const value = `${startOf(at)}'"></script><${canaryOf(at)}>`;
      return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
    })
    .join('&');
};

/** A stranger asks for the sign-in page with markup in each of them. */
export const ownParameters: VisitOf<'odd-stranger'> = {
  kind: 'odd-stranger',
  drivers: bothDrivers,
  name: 'reflected-parameters',
  title: 'markup in error, message and the parameters of the flow’s own URLs',
  queryFromSeen: queryOf,
};

/** After a wrong password a flow shows what it says of one, and where. */
export const refusalParameters: VisitOf<'stranger-afterwards'> = {
  kind: 'stranger-afterwards',
  drivers: bothDrivers,
  name: 'reflected-refusal-parameters',
  title: 'markup in the parameters of the flow’s own URLs, those after a wrong password included',
  queryFromSeen: queryOf,
};

/** The parameter whose value got out of its place in a page, and how. */
export function brokenOut(
  text: string,
  exchange: Exchange,
): readonly [string, Breakout] | undefined {
  const asked = exchange.hops[0]?.url.reveal() ?? '';
  if (!URL.canParse(asked)) return undefined;
  for (const [name, value] of new URL(asked).searchParams) {
    const at = Number(/^\/docs-handshake-value-(\d\d)-/.exec(value)?.[1]);
    if (Number.isNaN(at)) continue;
    const found = findBreakout(text, startOf(at), canaryOf(at));
    if (found !== undefined) return [name, found];
  }
  return undefined;
}
