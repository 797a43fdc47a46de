import { isHonest } from '../protocol/visit-kinds.js';
import { rideOrder, type Ride, type Visit, type VisitOf } from '../protocol/visit.js';

/** A visit with a session that a sign-in can stand in for. */
export type Returning = VisitOf<'return' | 'odd-return' | 'user-return'>;

/** True for a visit that a sign-in can stand in for. */
export const isReturning = (visit: Visit): visit is Returning =>
  visit.kind === 'return' || visit.kind === 'odd-return' || visit.kind === 'user-return';

/** The same visit of a reader who has to sign in on the way. */
export function asSignIn(visit: Returning): VisitOf<'sign-in' | 'odd-sign-in' | 'user-sign-in'> {
  const { ride: _ride, formOnly: _formOnly, ...others } = visit;
  const rest = { ...others, comes: 'to-sign-in' } as const;
  switch (rest.kind) {
    case 'return':
      return { ...rest, kind: 'sign-in' };
    case 'user-return':
      return { ...rest, kind: 'user-sign-in' };
    case 'odd-return':
      return { ...rest, kind: 'odd-sign-in', headersStay: true };
  }
}

/** A sign-in on which the visits of one ride are judged, in a login flow that keeps no session. */
export interface SharedSignIn {
  /** What is made: everything that its members bring along, in one visit. */
  readonly visit: Visit;
  /** Those that change least come first, so that taking a ride apart begins with what most likely works. */
  readonly members: readonly Returning[];
}

const hasValue = ({ returnTo, rawReturnTo }: Returning): boolean =>
  returnTo !== undefined || rawReturnTo !== undefined;

/** True where two visits cannot be one: each has a return value of its own, or one is a reader's who asked for nothing. */
function excludes(one: Returning, other: Returning): boolean {
  const bare = (visit: Returning): boolean => isHonest(visit) && !hasValue(visit);
  return (
    (hasValue(one) && hasValue(other)) ||
    (bare(one) && hasValue(other)) ||
    (bare(other) && hasValue(one))
  );
}

/** The members that go together, the first one having its way. */
function fitting(members: readonly Returning[]): readonly Returning[] {
  const taken: Returning[] = [];
  for (const member of members) {
    if (!taken.some((each) => excludes(each, member))) taken.push(member);
  }
  return taken;
}

/** One visit that does what all of these do, signing in on the way. */
function merged(ride: Ride, members: readonly [Returning, ...Returning[]]): Visit {
  const [first, ...others] = members;
  if (others.length === 0) return asSignIn(first);
  const valued = members.find(hasValue);
  const headers = members.flatMap((member) => member.headers ?? []);
  const queries = members.flatMap(({ extraQuery }) =>
    extraQuery === undefined ? [] : [extraQuery],
  );
  const common = {
    name: `sign-in-for-${ride}`,
    comes: 'to-sign-in' as const,
    title: members.map(({ title }) => title).join('; '),
    drivers: first.drivers,
    ...(valued?.returnTo === undefined ? {} : { returnTo: valued.returnTo }),
  };
  if (first.kind === 'user-return') return { ...common, kind: 'user-sign-in', user: first.user };
  return {
    ...common,
    kind: 'odd-sign-in',
    ...(valued?.rawReturnTo === undefined ? {} : { rawReturnTo: valued.rawReturnTo }),
    ...(headers.length === 0 ? {} : { headers, headersStay: true as const }),
    ...(queries.length === 0
      ? {}
      : {
          extraQuery: (...given) =>
            queries
              .map((query) => (typeof query === 'function' ? query(...given) : query))
              .join('&'),
        }),
  };
}

/**
 * The sign-ins that stand in for visits with a session, in the order in which they are made.
 *
 * @param visits those that would come back with a session
 * @param isMust true for a visit that a must of some edition judges: a sign-in is not made for less, and it has its way
 */
export function ridesOf(
  visits: readonly Returning[],
  isMust: (visit: Visit) => boolean,
): readonly SharedSignIn[] {
  return rideOrder.flatMap((ride) => {
    const all = visits.filter((visit) => visit.ride === ride);
    const [first, ...rest] = fitting([
      ...all.filter(isMust),
      ...all.filter((each) => !isMust(each)),
    ]);
    if (first === undefined || !isMust(first)) return [];
    const members = [first, ...rest];
    const plainFirst = members.toSorted(
      (a, b) => (a.headers?.length ?? 0) - (b.headers?.length ?? 0),
    );
    return [{ visit: merged(ride, [first, ...rest]), members: plainFirst }];
  });
}
