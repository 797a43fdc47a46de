import type { Refusal } from '../../judge/arrival/judgement.js';
import type { ArrivalSite } from '../arrival/arrival-record.js';
import { refusalDetails } from '../arrival/arrival-story.js';
import { printable } from '../event-log.js';
import { refusedPage } from '../routes/verify.js';
import type { Site } from '../site.js';
import type { CameBack } from './came-back.js';

/** How a login begins to end, and how it ends that came to nothing. */

/** The parts of the host that a login meets. */
export type LoginSite = ArrivalSite & Pick<Site, 'links' | 'session' | 'oauth'>;

/** Where a login ends that came to nothing. */
export interface EndedLogin {
  readonly refusal: Refusal;
  readonly handshake: number;
  /** The page that the reader was on the way to; undefined where it is not known. */
  readonly page: string | undefined;
}

/** Says that a login came to nothing, and keeps the reason; gives the page that says why. */
export function endLogin(site: ArrivalSite, { refusal, handshake, page }: EndedLogin): string {
  const { code } = refusal;
  const sentence = printable(refusal.actual);
  const said = { ...refusal, actual: sentence };
  site.memory.journal.settle(handshake, { state: 'refused', code, sentence });
  site.log.tell({
    kind: 'login-refused',
    code,
    sentence,
    path: site.place.facts.callbackPath ?? '',
    details: refusalDetails(said),
    handshake,
  });
  const kept = { refusal: said, handshake, ...(page !== undefined && { returnTo: page }) };
  return refusedPage(site.place, site.memory.refusals.keep(kept));
}

/** The handshake of an answer: that of its departure, where it is known. */
export function beginLogin(
  site: ArrivalSite,
  { request: asked }: CameBack,
  arrivedAt: string,
): number {
  if (asked?.departure !== undefined) {
    site.memory.departures.back([asked.departure], asked.page);
  }
  return site.memory.journal.arrive(asked?.handshake, { arrivedAtMs: site.clock(), arrivedAt });
}
