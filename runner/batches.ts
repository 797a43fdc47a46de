import type { Visit } from '../protocol/visit.js';

/** Visits that are made at the same time as those of the other lanes, and one after the other within one. */
export type Lane = readonly Visit[];

/** What begins a run, or changes what others find: made alone. */
const alone = (visit: Visit): boolean =>
  visit.session === 'signing-in' ||
  visit.user !== undefined ||
  // The others are judged as a difference from these.
  (visit.honest && visit.session === 'live' && visit.after === undefined);

/**
 * Which visits are made side by side. A stranger shares no cookie with the reader who is signed in, so the two
 * may come at the same time; visits of one session may not: login flows keep the page asked for in the session, or
 * change its cookies with every answer. Visits that are made `together` are that wherever they stand.
 *
 * @param visits in the order of the schedule
 * @returns stretches, one after the other; the lanes of a stretch are made at the same time
 */
export function stretchesOf(visits: readonly Visit[]): readonly (readonly Lane[])[] {
  const stretches: { readonly of: string; readonly lanes: Visit[][] }[] = [];
  for (const visit of visits) {
    const kind = visit.together ?? (alone(visit) ? undefined : 'side by side');
    const last = stretches.at(-1);
    if (kind === undefined || last?.of !== kind) {
      stretches.push({ of: kind ?? '', lanes: [[visit]] });
      continue;
    }
    const lane =
      visit.together === undefined
        ? last.lanes.find(([first]) => isStranger(first) === isStranger(visit))
        : undefined;
    if (lane === undefined) last.lanes.push([visit]);
    else lane.push(visit);
  }
  return stretches.map(({ lanes }) => lanes);
}

const isStranger = (visit: Visit | undefined): boolean => visit?.session === 'anonymous';
