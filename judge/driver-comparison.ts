import type { Exchange, StopCode } from '../protocol/exchange.js';
import { brought, type Reading } from '../protocol/requirement.js';

/** What one driver read, by visit name. */
type Readings = ReadonlyMap<string, Reading>;

/** Answers of a rate limit or a firewall. */
const guarded = new Set([403, 429, 503]);

/** Ends by which a login flow lets a visitor down who had signed in. */
const lettingDown = new Set<StopCode>([
  'sign-in-refused',
  'sign-in-page',
  'status',
  'page',
  'loop',
  'bad-location',
  'left-without-token',
]);

const isGuarded = ({ stop, hops }: Exchange): boolean =>
  stop.code === 'status' && guarded.has(hops.at(-1)?.status ?? 0);

const signIn = (readings: Readings): Reading | undefined => readings.get('sign-in');

/**
 * True where a browser did not get in after plain HTTP had: before that counts against the flow, plain HTTP has to
 * show that it still does.
 */
export function isDoubtful(http: Readings, browser: Readings): boolean {
  const [before, after] = [signIn(http), signIn(browser)];
  if (before === undefined || !brought(before)) return false;
  if (after === undefined || brought(after)) return false;
  const { exchange } = after;
  const conclusive = exchange.scriptRedirect !== undefined || exchange.callback !== undefined;
  return lettingDown.has(exchange.stop.code) && !conclusive && !isGuarded(exchange);
}

/** Ends that show that plain HTTP cannot sign in, rather than that nobody may. */
const unable = new Set<StopCode>([
  'browser-needed',
  'no-form',
  'sign-in-refused',
  'sign-in-page',
  'status',
  'page',
]);

/** True where a browser signed in and plain HTTP could not, so that a session may be lent to it. */
export function isUnable(http: Readings, browser: Readings): boolean {
  const [own, other] = [signIn(http), signIn(browser)];
  if (own === undefined || brought(own)) return false;
  if (other === undefined || !brought(other)) return false;
  const { exchange } = own;
  return exchange.callback === undefined && unable.has(exchange.stop.code) && !isGuarded(exchange);
}

/** The readings of a second round put in the place of those of the first that reached nothing. */
export function mended(first: Readings, second: Readings): Readings {
  const reached = (reading: Reading): boolean =>
    brought(reading) || reading.exchange.callback !== undefined;
  const fresh = [...second].filter(([name]) => {
    const before = first.get(name);
    return before === undefined || !reached(before);
  });
  return new Map([...first, ...fresh]);
}
