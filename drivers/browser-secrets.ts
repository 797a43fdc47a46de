import { returnValue } from '../protocol/visit.js';
import type { Target, Visit } from '../protocol/visit.js';
import { fieldsOf } from './browser-leg.js';
import type { PageRecord } from './browser-record.js';
import { valuesSet } from './cookie-jar.js';

/** Values that must never be shown: the password, cookies, hidden fields; not what the visit itself sent. */
export function secretsOf(
  target: Target,
  visit: Visit,
  record: PageRecord,
  hidden: readonly string[],
): readonly string[] {
  const sent = new Set([returnValue(visit, target.docsOrigin), target.loginUrl, target.docsOrigin]);
  const cookies = record.course.legs.flatMap((leg) => {
    const fields = fieldsOf(record.chainOf(leg), leg);
    return valuesSet(
      fields.filter(([name]) => /^set-cookie$/i.test(name)).map(([, value]) => value),
    );
  });
  const known = [
    target.user?.password.reveal() ?? '',
    ...target.cookies.map(([, value]) => value.reveal()),
    ...cookies,
  ].filter((value) => value.length >= 4);
  const fields = hidden.filter((value) => value.length >= 8);
  return [...new Set([...known, ...fields])].filter((value) => !sent.has(value));
}
