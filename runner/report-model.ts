import type { Exchange } from '../protocol/exchange.js';
import { mask, spellings } from '../protocol/masking.js';
import type { ExitCode, Report, ReportVisit, Summary } from '../protocol/report.js';
import { levelIn, type Handshake, type Reading } from '../protocol/requirement.js';
import type { Outcome } from '../protocol/verdict.js';
import type { Target } from '../protocol/visit.js';
import type { Judgement } from './judge.js';

/** Everything that a report is made of. */
export interface Run {
  readonly version: string;
  readonly handshake: Handshake;
  readonly edition: string;
  readonly target: Target;
  readonly driver: 'http' | 'browser' | 'both';
  readonly failOn: 'must' | 'should';
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly remarks: readonly string[];
  readonly judgements: readonly Judgement[];
  readonly readings: readonly Reading[];
}

function summarize(run: Run): Summary {
  const count = (outcome: Outcome): number =>
    run.judgements.filter(({ verdict }) => verdict.outcome === outcome).length;
  return {
    conforms: conforms(run, run.edition),
    pass: count('pass'),
    fail: count('fail'),
    warn: count('warn'),
    note: count('note'),
    notReached: count('not-reached'),
    notApplicable: count('not-applicable'),
    error: count('error'),
  };
}

/** The ids of the `must` rows of an edition that fell. */
function failedIn(run: Run, edition: string): readonly string[] {
  return run.judgements
    .filter(({ requirement, fell }) => fell && levelIn(requirement, edition) === 'must')
    .map(({ verdict }) => verdict.id);
}

/** An edition is met where the callback was reached and no `must` of it fell. */
function conforms(run: Run, edition: string): boolean {
  const reached = run.judgements.find(({ verdict }) => verdict.id === 'callback-reached');
  const passed = reached?.verdict.outcome === 'pass' || reached?.verdict.outcome === 'note';
  return passed && failedIn(run, edition).length === 0;
}

function exitCodeOf(run: Run, summary: Summary): ExitCode {
  if (summary.fail > 0 || (run.failOn === 'should' && summary.warn > 0)) return 1;
  if (summary.error > 0) return 3;
  return summary.conforms ? 0 : 3;
}

/** The `Location` of a hop, as it came. */
function locationOf(exchange: Exchange, index: number): string | undefined {
  const field = exchange.hops[index]?.headers.find(([name]) => name.toLowerCase() === 'location');
  return field?.[1].toString();
}

function visitOf({ exchange, visit }: Reading): ReportVisit {
  return {
    name: visit.name,
    title: visit.title,
    driver: exchange.driver,
    reached: exchange.stop.code,
    stopped: exchange.stop.sentence,
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
  };
}

/** A value too ordinary to be a secret would black out ordinary words. */
const ordinary = (value: string): boolean => value.length < 8 || /^[A-Za-z]{1,12}$/.test(value);

function secretsOf(run: Run): readonly string[] {
  const { target } = run;
  const passwords = [target.user, target.secondUser].flatMap((user) =>
    user === undefined ? [] : [user.password.reveal()],
  );
  const seen = [
    ...target.headers.map(([, value]) => value.reveal()),
    ...target.cookies.map(([, value]) => value.reveal()),
    ...run.readings.flatMap(({ exchange }) => exchange.secrets.map((secret) => secret.reveal())),
  ].filter((value) => !ordinary(value));
  return [...new Set([...passwords, ...seen])];
}

/** Masks every text in a value that is about to become a report. */
function maskAll<T>(value: T, masked: (text: string) => string): T {
  if (typeof value === 'string') return masked(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => maskAll(each, masked)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [name, maskAll(each, masked)]),
  ) as T;
}

/** Hides user information that a login URL may hold. */
function withoutUserinfo(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

/** Makes the report: counts, editions, exit code, journey; every text of it masked. */
export function reportOf(run: Run): Report {
  const summary = summarize(run);
  // Spelled out once, not once for every text.
  const secrets = secretsOf(run).flatMap((secret) => spellings(secret));
  const masked = (text: string): string => {
    let shown = text;
    for (const secret of secrets) if (shown.includes(secret)) shown = shown.replaceAll(secret, '…');
    return mask(shown);
  };
  const report: Report = {
    schema: 1,
    tool: { name: 'docs-handshake', version: run.version },
    target: {
      loginUrl: withoutUserinfo(run.target.loginUrl),
      docsOrigin: run.target.docsOrigin + run.target.docsPath,
      handshake: run.handshake.facts.id,
      edition: run.edition,
      driver: run.driver,
    },
    startedAt: new Date(run.startedAtMs).toISOString(),
    durationMs: Math.round(run.durationMs),
    exitCode: exitCodeOf(run, summary),
    remarks: run.remarks,
    signIns: run.readings.reduce((sum, { exchange }) => sum + exchange.signIns, 0),
    summary,
    editions: run.handshake.facts.editions.map(({ id }) => ({
      id,
      conforms: conforms(run, id),
      fail: failedIn(run, id),
    })),
    verdicts: run.judgements.map(({ verdict }) => verdict),
    visits: run.readings.map(visitOf),
  };
  return maskAll(report, masked);
}
