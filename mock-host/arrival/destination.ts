import type { Refusal } from '../../judge/arrival/judgement.js';
import { withoutCarried } from '../../protocol/url/callback.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import { validateRedirect } from '../../protocol/url/redirect.js';
import type { HostEvent } from '../event-log.js';
import { isReserved } from '../routes/login-link.js';
import type { KeptRefusal } from './refusals.js';
import type { Place } from '../site.js';

/** Where an accepted visitor goes. */
export interface Destination {
  /** Path, query and anchor on the docs. */
  readonly location: string;
  /** What the log should say of the way there. */
  readonly events: readonly Omit<HostEvent, 'atMs'>[];
}

/**
 * Reads the return parameter of a callback: the root where it is absent or unfit.
 *
 * @param target path and query of the callback
 */
export function readDestination(
  place: Pick<Place, 'docsOrigin' | 'facts'>,
  target: string,
): Destination {
  const name = place.facts.returnParam ?? '';
  const values = queryOf(target).getAll(name);
  const [value] = values;
  const kind = 'redirect-rejected';
  const several = `The callback has ${values.length} ${name} parameters; the first one counts.`;
  const events: Omit<HostEvent, 'atMs'>[] = values.length > 1 ? [{ kind, sentence: several }] : [];
  if (value === undefined) return { location: '/', events };
  const reading = validateRedirect(value, place.docsOrigin);
  if (reading.ok && !isReserved(reading.path, place.facts))
    return { location: reading.path, events };
  const reason = reading.ok ? 'It leads to a path that is no docs page.' : reading.reason;
  const sentence = `The ${name} was refused, so the reader lands on /. ${reason}`;
  return {
    location: '/',
    events: [...events, { kind, sentence, details: [`${name}: ${value}`] }],
  };
}

/**
 * The page that a refused visitor was on the way to, for the link by which they log in again.
 *
 * @param target path and query of the arrival
 * @returns undefined where it is not known
 */
export function wayBack(
  place: Pick<Place, 'docsOrigin' | 'facts'>,
  target: string,
): string | undefined {
  if (place.facts.callbackPath === undefined) return withoutCarried(target, place.facts.carrier);
  const { location } = readDestination(place, target);
  return location === '/' ? undefined : location;
}

/**
 * A refusal with the page that the visitor was on the way to.
 *
 * @param target path and query of the arrival
 * @param handshake the one that ended so, by its id in the journal
 */
export function keptRefusal(
  place: Pick<Place, 'docsOrigin' | 'facts'>,
  refusal: Refusal,
  target: string,
  handshake: number,
): KeptRefusal {
  const returnTo = wayBack(place, target);
  return { refusal, handshake, ...(returnTo !== undefined && { returnTo }) };
}
