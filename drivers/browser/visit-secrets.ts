import { credentialValues } from '../../protocol/secrecy/masking.js';
import { isOrdinary } from '../../protocol/secrecy/spellings.js';
import { configuredSecrets } from '../../protocol/secrecy/withheld.js';
import { returnValue } from '../../protocol/visit.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { valuesSet } from '../http/cookie-jar.js';
import { fieldsOf } from './record/live-hop.js';
import type { PageRecord } from './record/record.js';

/** Values that must never be shown: the password, cookies, hidden fields; not what the visit itself sent. */
export function secretsOf(
  target: Target,
  visit: Visit,
  record: PageRecord,
  hidden: readonly string[],
): readonly string[] {
  const sent = new Set([returnValue(visit, target), target.loginUrl, target.docsOrigin]);
  const cookies = record.course.legs.flatMap((leg) => {
    const fields = fieldsOf(record.chainOf(leg), leg);
    return valuesSet(
      fields.filter(([name]) => /^set-cookie$/i.test(name)).map(([, value]) => value),
    );
  });
  const codes = record.course.legs.flatMap((leg) => credentialValues(leg.url));
  const seen = [...cookies, ...codes, ...hidden].filter((value) => !isOrdinary(value));
  return [...configuredSecrets(target), ...[...new Set(seen)].filter((value) => !sent.has(value))];
}
