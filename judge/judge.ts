import type { DriverName } from '../protocol/exchange.js';
import { levelIn } from '../protocol/requirement.js';
import type { Reading, Requirement } from '../protocol/requirement.js';
import { notApplicable } from '../protocol/verdict.js';
import type { Outcome, Verdict, Want } from '../protocol/verdict.js';
import {
  isIntrusive,
  isLive,
  needsReturnParam,
  needsSecondUser,
  sessionOf,
} from '../protocol/visit-kinds.js';
import { contextOf, knownOf, type Case } from './case.js';
import { checkVisit, type VisitFinding } from './check-visit.js';
import { didNotGetThrough } from './missed-visits.js';
import { outcomeOf } from './outcome.js';
import { isWithoutSession } from './without-session.js';
import { browsersWord, furthestFirst, type DriverFinding, type RowFinding } from './witnesses.js';

/** A requirement with what was found, before an edition turns it into a verdict. */
export interface Judgement {
  readonly requirement: Requirement;
  readonly fell: boolean;
  /** Where it was not judged: what the user could have given. */
  readonly wants?: Want;
  readonly verdict: Verdict;
}

/** Why a row was not judged in a flow without sessions that was asked for few sign-ins. */
const needsOwnSignIn =
  'The login flow keeps no session, so this takes a sign-in of its own: it is made with --intrusive.';

/** The stronger finding first: a fall wins over everything, a pass over what could not be seen. */
const strength: readonly VisitFinding['is'][] = [
  'unmet',
  'broken',
  'noted',
  'met',
  'not-reached',
  'not-applicable',
];

function strongest(found: readonly RowFinding[]): RowFinding | undefined {
  for (const is of strength) {
    const all = found.filter(({ finding }) => finding.is === is);
    if (all[0] !== undefined) {
      return { finding: all[0].finding, visits: all.flatMap(({ visits }) => visits) };
    }
  }
  return undefined;
}

/** What to say of a requirement none of whose visits was made. */
function unmade(item: Requirement, { target, readings }: Case, driver: DriverName): VisitFinding {
  if (target.returnParam === undefined && item.visits.every(needsReturnParam)) {
    const reason = 'The login link carries no return value (--return-param none).';
    return { is: 'not-applicable', reason };
  }
  const users = item.visits.every(needsSecondUser);
  if (users && target.secondUser === undefined) {
    const reason = 'It needs a second user: give --second-username and --second-password.';
    // Where nobody signs in, there is no second user to give.
    return notApplicable(reason, target.signIn.how === 'none' ? undefined : 'second-user');
  }
  if (users || item.visits.every((visit) => sessionOf(visit) === 'signing-in')) {
    if (target.signIn.how === 'none') {
      return { is: 'not-applicable', reason: 'The target signs in by itself (--sign-in none).' };
    }
    if (target.signIn.how === 'undeclared') {
      return {
        is: 'not-reached',
        reason: 'No sign-in was made: give --sign-in form with --username and --password.',
      };
    }
  }
  if (item.visits.every(isIntrusive)) {
    return notApplicable('It is judged with --intrusive only.', 'intrusive');
  }
  if (!isWithoutSession(readings.get(driver) ?? new Map())) {
    return { is: 'not-reached', reason: 'No visit was made that shows it.' };
  }
  return item.needsSession === true
    ? { is: 'not-applicable', reason: 'The login flow keeps no session.' }
    : { is: 'not-reached', reason: needsOwnSignIn, wants: 'intrusive' };
}

/** What a row is judged on in one visit, and whether that visit could be used. */
function judgeVisit(
  item: Requirement,
  driver: DriverName,
  input: Case,
  reading: Reading,
): RowFinding {
  const finding = checkVisit(item, reading, contextOf(input, driver, reading));
  // A sign-in may stand in for several visits: what is named is what was made.
  const name = reading.exchange.visit;
  const missed = finding.is === 'not-reached' && didNotGetThrough(reading);
  return { finding, visits: [name], ...(missed ? { notThrough: [name] } : {}) };
}

const passes = ({ finding }: RowFinding): boolean => finding.is === 'met' || finding.is === 'noted';

/** Why a row does not pass: of the visits that are its point, some were due, and none got through. */
function pointMissed(
  { point }: Requirement,
  found: ReadonlyMap<string, RowFinding>,
  sessionless: boolean,
): RowFinding | undefined {
  const due = (point ?? []).flatMap(({ name }) => found.get(name) ?? []);
  const [first] = due;
  if (first === undefined && sessionless && point?.some(isLive)) {
    return {
      finding: { is: 'not-reached', reason: needsOwnSignIn, wants: 'intrusive' },
      visits: [],
    };
  }
  if (first === undefined || due.some(({ notThrough }) => notThrough === undefined)) {
    return undefined;
  }
  const said = actualOf(first.finding);
  const names = due.flatMap(({ visits }) => visits).join(', ');
  const reason = `No visit got through that shows it (${names}).${said === undefined ? '' : ` ${said}`}`;
  const because = becauseOf(first.finding);
  return {
    finding: { is: 'not-reached', reason, ...(because === undefined ? {} : { because }) },
    visits: due.flatMap(({ visits }) => visits),
  };
}

/** One row, one driver: all its visits together. Undefined where the driver cannot see it. */
function judgeRow(item: Requirement, driver: DriverName, input: Case): RowFinding | undefined {
  if (!item.seenBy.includes(driver)) return undefined;
  const moot = item.moot?.(knownOf(input));
  if (moot !== undefined) {
    return { finding: notApplicable(moot.reason, moot.wants), visits: [] };
  }
  const readings = input.readings.get(driver) ?? new Map<string, Reading>();
  const found = new Map(
    item.visits.flatMap(({ name }) => {
      const reading = readings.get(name);
      return reading === undefined
        ? []
        : [[name, judgeVisit(item, driver, input, reading)] as const];
    }),
  );
  const best = strongest([...found.values()]);
  if (best === undefined) return { finding: unmade(item, input, driver), visits: [] };
  const open = [...found.values()].find(
    ({ finding }) => finding.is === 'not-reached' && finding.doubt,
  );
  const row = passes(best)
    ? (open ?? pointMissed(item, found, isWithoutSession(readings)) ?? best)
    : best;
  const notThrough = [...found.values()].flatMap((one) => one.notThrough ?? []);
  return { ...row, notThrough: [...new Set(notThrough)] };
}

/** The end of a visit that a reason tells; undefined for a finding that is no such reason. */
export function becauseOf(finding: VisitFinding): string | undefined {
  if (finding.is !== 'not-reached' && finding.is !== 'not-applicable') return undefined;
  return finding.because ?? finding.reason;
}

function actualOf(finding: VisitFinding): string | undefined {
  return 'reason' in finding ? finding.reason : finding.actual;
}

function judgeRequirement(item: Requirement, input: Case): Judgement {
  const level = levelIn(item, input.edition);
  const drivers: { [name in DriverName]?: Outcome } = {};
  const rows: DriverFinding[] = [];
  for (const driver of input.readings.keys()) {
    const row = judgeRow(item, driver, input);
    if (row === undefined) continue;
    drivers[driver] = outcomeOf(row.finding, level);
    rows.push({ ...row, driver });
  }
  const notThrough = [...new Set(rows.flatMap((row) => row.notThrough ?? []))];
  const needs = item.seenBy.includes('browser')
    ? 'a browser'
    : 'plain HTTP (--driver http or both)';
  const found = browsersWord(item, rows) ?? strongest(furthestFirst(rows, input.readings));
  const { finding, visits } = found ?? {
    finding: {
      is: 'not-reached',
      reason: `It needs ${needs} to be seen.`,
      ...(item.seenBy.includes('browser') ? { wants: 'browser' } : {}),
    } as const,
    visits: [],
  };
  const actual = actualOf(finding);
  const because = becauseOf(finding);
  return {
    requirement: item,
    fell: finding.is === 'unmet',
    ...('wants' in finding && finding.wants !== undefined ? { wants: finding.wants } : {}),
    verdict: {
      id: item.id,
      level,
      outcome: outcomeOf(finding, level),
      title: item.title,
      ...(finding.is === 'unmet' ? { expected: finding.expected } : {}),
      ...(actual === undefined ? {} : { actual }),
      ...(because === undefined || because === actual ? {} : { because }),
      why: item.why,
      fix: item.fix,
      source: item.source,
      visits: [...new Set(visits)],
      ...(notThrough.length === 0 ? {} : { notThrough }),
      drivers,
      ...(item.essential === undefined ? {} : { essential: item.essential }),
    },
  };
}

/** Judges every requirement on what the drivers saw. Pure: no clock, no network. */
export function judge(input: Case): readonly Judgement[] {
  return input.requirements.map((item) => judgeRequirement(item, input));
}
