import { plural } from './amounts.js';
import type { Report, ReportVisit } from '../../protocol/report.js';

const witnesses = { http: 'plain HTTP', browser: 'a browser' } as const;

/** True where no login flow was judged, but a `Location` that somebody copied. */
export const isLocation = ({ remarkCauses = [] }: Pick<Report, 'remarkCauses'>): boolean =>
  remarkCauses.some(({ code }) => code === 'location-alone');

/** Who saw something of the target, who came and saw nothing, and with how many visits and sign-ins. */
export function seenBy(report: Report): string {
  if (isLocation(report)) return 'nobody: the Location was given';
  const { target, visits, signIns, codes } = report;
  const used = target.driver === 'both' ? (['http', 'browser'] as const) : [target.driver];
  const saw = used.filter((name) =>
    visits.some((visit) => visit.driver === name && gotAnswer(visit)),
  );
  const blind = used.filter((name) => !saw.includes(name)).map((name) => witnesses[name]);
  const shown = (saw.length === 0 ? used : saw).map((name) => witnesses[name]).join(' and ');
  const who =
    saw.length === 0 || blind.length === 0 ? shown : `${shown} (${blind.join()} saw nothing)`;
  // Some visits are spared when they can bring nothing any more.
  const made = visits.filter(({ reached }) => reached !== 'not-made').length;
  const given = codes === undefined ? '' : `, ${plural(codes, 'code')}`;
  return `${who}; ${plural(made, 'visit')}, ${plural(signIns, 'sign-in')}${given}`;
}

const gotAnswer = ({ hops, calls = [] }: ReportVisit): boolean =>
  [...hops, ...calls].some(({ status }) => status !== undefined);
