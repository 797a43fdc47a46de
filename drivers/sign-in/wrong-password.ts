import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Credentials, Visit } from '../../protocol/visit.js';

/** Long and mixed enough for a page's own rules, and made of nothing of the user's. */
const wrong = 'Wrong-on-purpose-1';

/**
 * What a visit types into the next password form.
 *
 * @param attempts passwords that this visit has sent so far
 */
export function credentialsFor(visit: Visit, user: Credentials, attempts: number): Credentials {
  return visit.wrongFirst === true && attempts === 0 ? { ...user, password: sealAs(wrong) } : user;
}

/** True where the form came back after the wrong password, so that the right one is due. */
export function isSecondAttempt(visit: Visit, attempts: number): boolean {
  return visit.wrongFirst === true && attempts === 1;
}
