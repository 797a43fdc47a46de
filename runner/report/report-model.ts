import { withoutUserinfo } from '../../protocol/url/parse-url.js';
import { arrived, conforms, exitCodeOf, failedIn, summarize } from '../../judge/conformance.js';
import type { Judgement } from '../../judge/judge.js';
import { missedVisits } from '../../judge/missed-visits.js';
import { saidOf, unfinishedRemark, unjudged } from '../../judge/not-judged.js';
import type { Exchange } from '../../protocol/exchange.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { Remark, Report, ReportVisit, Summary } from '../../protocol/report.js';
import type { Handshake, Reading } from '../../protocol/requirement.js';
import { mask, maskSpelled } from '../../protocol/secrecy/masking.js';
import { tokenOf } from '../../protocol/secrecy/shown-token.js';
import { behind, sentenceOf } from '../../protocol/stop.js';
import { isHonest, isLive } from '../../protocol/visit-kinds.js';
import { addressOf, titleAsked, titleOf, type Target } from '../../protocol/visit.js';
import { shownCall } from './calls.js';
import { absentReader } from './second-reader.js';
import { secretsIn, secretsOf } from './secrets.js';

/** Everything that a report is made of. */
export interface Run {
  readonly version: string;
  readonly handshake: Handshake;
  readonly edition: string;
  readonly target: Target;
  /** Known keys; nothing of their private halves reaches the report. */
  readonly keys: readonly VerificationKey[];
  readonly driver: 'http' | 'browser' | 'both';
  readonly failOn: 'must' | 'should';
  /** Why the run was over before its end. */
  readonly ended?: Remark;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly remarks: readonly Remark[];
  /** What the configuration switches off. */
  readonly off?: Report['off'];
  readonly baseline?: Report['baseline'];
  /** Requirement ids that must have been judged; absent where none was asked for. */
  readonly require?: readonly string[];
  readonly judgements: readonly Judgement[];
  readonly readings: readonly Reading[];
}

/** The `Location` of a hop, as it came. */
function locationOf(exchange: Exchange, index: number): string | undefined {
  const field = exchange.hops[index]?.headers.find(([name]) => name.toLowerCase() === 'location');
  return field?.[1].toString();
}

/** Where a visit ended. What to change about a page that leads nowhere is advice for the visits of readers alone. */
function endOf({ exchange, visit }: Reading): string {
  const { stop } = exchange;
  const forReaders = !isHonest(visit) && stop.advice?.on === 'page';
  return sentenceOf(forReaders && stop.seen !== undefined ? { seen: stop.seen } : stop);
}

/** A visit as it was made: nobody is on the way to a page where the login link carries no return value. */
const asMade = (reading: Reading, { returnParam }: Pick<Target, 'returnParam'>): Reading => {
  const { bareTitle } = reading.visit;
  return returnParam === undefined && bareTitle !== undefined
    ? { ...reading, visit: { ...reading.visit, title: bareTitle } }
    : reading;
};

/**
 * What a visit turned out to be: titles say what it was made for. Nobody came back signed in who was asked to sign in
 * again, or where nobody had signed in.
 *
 * @param signedIn false where no sign-in was made in the whole run
 */
function turnedOut({ exchange, visit }: Reading, signedIn: boolean): string {
  if (!isLive(visit)) return titleOf(visit);
  const again = signedIn && exchange.stop.code === 'sign-in-page';
  const { comes } = visit;
  if (comes === undefined) return again ? titleAsked(visit) : titleOf(visit);
  if (!signedIn) return titleOf({ ...visit, comes: 'at-all' });
  if (!again) return titleOf(visit);
  return titleAsked({ ...visit, comes: comes === 'after-sign-in' ? comes : 'back' });
}

function visitOf(reading: Reading, signedIn: boolean, docsOrigin: string): ReportVisit {
  const { exchange } = reading;
  return {
    name: exchange.visit,
    title: turnedOut(reading, signedIn),
    driver: exchange.driver,
    reached: exchange.stop.code,
    stopped: endOf(reading),
    ...behind(exchange.stop),
    ...(exchange.landing === undefined
      ? {}
      : {
          landing: exchange.landing.accepted
            ? 'accepted'
            : `refused: ${exchange.landing.code ?? 'unknown'}`,
        }),
    ...(exchange.callback === undefined ? {} : { callback: exchange.callback.url.toString() }),
    ...tokenOf(reading),
    durationMs: Math.round(exchange.durationMs),
    hops: exchange.hops.map((hop, index) => {
      const location = locationOf(exchange, index);
      return {
        method: hop.method,
        url: hop.url.toString(),
        ...(hop.status === undefined ? {} : { status: hop.status }),
        ...(location === undefined ? {} : { location }),
        cookiesSent: hop.cookiesSent,
        cookiesSet: hop.cookiesSet,
        durationMs: Math.max(0, Math.round(hop.receivedAtMs - hop.sentAtMs)),
        ...(hop.blocked === undefined ? {} : { blocked: hop.blocked }),
      };
    }),
    ...(exchange.calls === undefined
      ? {}
      : { calls: exchange.calls.map((call) => shownCall(call, docsOrigin)) }),
  };
}

/** Members whose texts come from outside; all others are words of the catalogue, which a password may equal. */
const outside = new Set([
  'remarks',
  'tells',
  'expected',
  'actual',
  'reason',
  'owner',
  'says',
  'stopped',
  'because',
  'url',
  'location',
  'callback',
  'header',
  'claims',
  'method',
  'cookiesSent',
  'cookiesSet',
  'cookie',
  'blocked',
  'sent',
  'got',
  'fields',
  'members',
  'fault',
  'refusal',
  'browserReason',
]);

/** Gives every text that came from outside to a function and puts back what it gives. */
function mapOutside<T>(value: T, change: (text: string) => string, inside = false): T {
  if (typeof value === 'string') return (inside ? change(value) : value) as T;
  if (Array.isArray(value)) {
    return value.map((each: unknown) => mapOutside(each, change, inside)) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [
      name,
      mapOutside(each, change, inside || outside.has(name)),
    ]),
  ) as T;
}

/** The readings, each exchange once and as what was made: a sign-in may stand in for several visits. */
function distinct(readings: readonly Reading[]): readonly Reading[] {
  const found = new Map<string, Reading>();
  for (const reading of readings) {
    const { driver, visit } = reading.exchange;
    const made = `${driver} ${visit}`;
    if (reading.visit.name === visit || !found.has(made)) found.set(made, reading);
  }
  return [...found.values()];
}

/** What the address is, and where readers sign in, if not there. */
const askedOf = ({ target, handshake }: Run): Pick<Report['target'], 'asks' | 'signInUrl'> => ({
  ...(handshake.facts.asks && { asks: handshake.facts.asks.role }),
  ...(target.loginUrl !== addressOf(target) && {
    signInUrl: mask(withoutUserinfo(target.loginUrl)),
  }),
});

/** Why the run is no whole verdict. */
const remarksOf = (...causes: readonly (Remark | undefined)[]): readonly Remark[] =>
  causes.flatMap((cause) => cause ?? []);

/** Makes the report: counts, editions, exit code, journey; every text from outside masked. */
export function reportOf(run: Run): Report {
  const { judgements } = run;
  const readings = distinct(run.readings);
  const signIns = readings.reduce((sum, { exchange }) => sum + exchange.signIns, 0);
  const codes = readings.filter(({ code }) => code !== undefined).length;
  const summary = summarize(judgements, run.edition);
  const absent = absentReader(run.target, run.readings);
  const missing = run.require === undefined ? [] : unjudged(run.require, judgements);
  const off = run.off?.length ?? 0;
  const leftOut = run.handshake.requirements.length - judgements.length - off;
  const tally: Summary = {
    ...summary,
    ...(off === 0 ? {} : { off }),
    ...(leftOut === 0 ? {} : { leftOut }),
  };
  const { ended } = run;
  const remarks = [
    ...remarksOf(ended, absent, unfinishedRemark(judgements)),
    ...saidOf(missing),
    ...run.remarks,
  ];
  const report: Report = {
    schema: 1,
    tool: { name: 'docs-handshake', version: run.version },
    target: {
      loginUrl: mask(withoutUserinfo(addressOf(run.target))),
      ...askedOf(run),
      docsOrigin: run.target.docsOrigin + run.target.docsPath,
      handshake: run.handshake.facts.id,
      edition: run.edition,
      driver: run.driver,
    },
    startedAt: new Date(run.startedAtMs).toISOString(),
    durationMs: Math.round(run.durationMs),
    exitCode: exitCodeOf({
      summary,
      failOn: run.failOn,
      arrived: arrived(judgements),
      complete: absent === undefined && missing.length === 0 && ended === undefined,
      staleBaseline: run.baseline?.entries.some(({ gates }) => gates) === true,
    }),
    ...(run.failOn === 'should' && { failOn: run.failOn }),
    remarks: remarks.map(({ text }) => text),
    remarkCauses: remarks.map(({ code, tells }) => ({ code, ...(tells && { tells }) })),
    signIns,
    ...(codes === 0 ? {} : { codes }),
    summary: tally,
    ...(run.off === undefined ? {} : { off: run.off }),
    ...(run.baseline === undefined ? {} : { baseline: run.baseline }),
    ...(run.require === undefined ? {} : { required: { rows: run.require, notJudged: missing } }),
    editions: run.handshake.facts.editions.map(({ id }) => ({
      id,
      conforms: conforms(judgements, id),
      fail: failedIn(judgements, id),
    })),
    verdicts: judgements.map(({ verdict }) => verdict),
    visits: readings.map((reading) =>
      visitOf(asMade(reading, run.target), signIns > 0, run.target.docsOrigin),
    ),
    notThrough: missedVisits(readings),
  };
  const texts: string[] = [];
  mapOutside(report, (text) => {
    texts.push(text);
    return text;
  });
  const { whole, forms } = secretsIn(texts, secretsOf(run.target, run.keys, run.readings));
  return mapOutside(report, (text) => maskSpelled(text, forms, whole));
}
