import { traitsOf } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';

/** Visits that are made at the same time as those of the other lanes, and one after the other within one. */
export type Lane = readonly Visit[];

/** What the batch of a visit holds besides it; undefined for nothing. */
function batchOf(visit: Visit): string | undefined {
  const { lane } = traitsOf(visit);
  if (lane === 'alone') return undefined;
  return lane === 'together' ? lane : 'side by side';
}

/**
 * Which visits are made side by side. A stranger shares no cookie with the reader who is signed in, so the two
 * may come at the same time; visits of one session may not: login flows keep the page asked for in the session, or
 * change its cookies with every answer. Visits that are made `together` are that wherever they stand.
 *
 * @param visits in the order of the schedule
 * @returns batches, one after the other; the lanes of a batch are made at the same time
 */
export function batchesOf(visits: readonly Visit[]): readonly (readonly Lane[])[] {
  const batches: { readonly of: string; readonly lanes: Visit[][] }[] = [];
  for (const visit of visits) {
    const kind = batchOf(visit);
    const last = batches.at(-1);
    if (kind === undefined || last?.of !== kind) {
      batches.push({ of: kind ?? '', lanes: [[visit]] });
      continue;
    }
    const lane =
      kind === 'together'
        ? undefined
        : last.lanes.find(([first]) => first && traitsOf(first).lane === traitsOf(visit).lane);
    if (lane === undefined) last.lanes.push([visit]);
    else lane.push(visit);
  }
  return batches.map(({ lanes }) => lanes);
}
