import type { BodyForm, CallRole } from './http/call.js';
import type { DriverName } from './exchange.js';
import type { JudgedEntry } from './gate.js';
import type { PageAsks } from './handshake.js';
import type { CookieBlock } from './http/cookie-block.js';
import type { CorsReason } from './http/cors/reasons.js';
import type { Outcome, Verdict, Want } from './verdict.js';

/** The exit codes and what each means. */
export type ExitCode = 0 | 1 | 2 | 3;

/** One hop of the journey as shown: masked, plain data. */
export interface ReportHop {
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  readonly location?: string;
  readonly cookiesSent: readonly string[];
  readonly cookiesSet: readonly string[];
  readonly durationMs: number;
  readonly blocked?: string;
}

/** One field of a message as shown: masked. */
export interface ReportField {
  readonly name: string;
  readonly value: string;
}

/** The body of an answer as shown: no value of it. */
export interface ReportBody {
  readonly form: BodyForm;
  readonly bytes: number;
  /** True where it was longer than what was read. */
  readonly truncated?: true;
  /** The names of its members, where it is a JSON object. */
  readonly members?: readonly string[];
}

/** A cookie that stayed behind. */
export interface ReportBlockedCookie {
  readonly cookie: string;
  readonly reason: CookieBlock;
}

/** One call of the journey as shown: what the docs host's server or its page asked of an endpoint. */
export interface ReportCall {
  readonly role: CallRole;
  readonly by: 'host' | 'browser';
  /** A preflight, its request and what redirects led to share the number. */
  readonly fetch: number;
  readonly method: string;
  readonly url: string;
  /** Of the request's header fields, those that tell. */
  readonly sent: readonly ReportField[];
  /** The pairs of its body. */
  readonly fields?: readonly ReportField[];
  /** The names of the cookies that went along; absent for none. */
  readonly cookiesSent?: readonly string[];
  /** Those that were there and stayed behind, and why; absent for none. */
  readonly cookiesBlocked?: readonly ReportBlockedCookie[];
  /** Absent where no response came. */
  readonly status?: number;
  /** Of the response's header fields, those that tell. */
  readonly got?: readonly ReportField[];
  readonly body?: ReportBody;
  /** Why no response came. */
  readonly fault?: string;
  readonly durationMs: number;
  /** Whether the page could read the answer: on the last call of a page's fetch. */
  readonly readable?: boolean;
  /** Why not, by the Fetch standard; and as a sentence with what to set. */
  readonly reason?: CorsReason;
  readonly refusal?: string;
  /** The browser's own word for it (`Network.CorsErrorStatus.corsError`). */
  readonly browserReason?: string;
}

/** One member of a token's header or payload as shown. */
export interface ReportMember {
  readonly name: string;
  /** As JSON; of a text that may be a reader's own, or a secret, only its length: `…(12 characters)`. */
  readonly value: string;
}

/** The token of a hand-over, decoded: never its signature, so that nobody can use it. */
export interface ReportToken {
  readonly characters: number;
  /** When it arrived, on our clock: ISO 8601, UTC. */
  readonly arrivedAt?: string;
  readonly header: readonly ReportMember[];
  readonly claims: readonly ReportMember[];
  readonly signature: 'verified' | 'failed' | 'not-judged';
}

/** One visit of the journey as shown. */
export interface ReportVisit {
  readonly name: string;
  readonly title: string;
  readonly driver: DriverName;
  /** The stop code of the exchange. */
  readonly reached: string;
  /** The stop as one sentence. */
  readonly stopped: string;
  /** The end of another visit for which this one was not made, as a sentence. */
  readonly because?: string;
  /** What the mock docs host made of the token: `accepted`, or `refused: ` and the row or policy word. Honest visits of the browser driver only. */
  readonly landing?: string;
  /** Where the hand-over led, masked; absent where there was none. */
  readonly callback?: string;
  readonly token?: ReportToken;
  readonly durationMs: number;
  readonly hops: readonly ReportHop[];
  /** What the docs host or its page asked of endpoints; absent for none. */
  readonly calls?: readonly ReportCall[];
}

/** A visit that did not get through, so that no requirement could use it. */
export interface MissedVisit {
  readonly visit: string;
  readonly driver: DriverName;
  /** The stop code of the exchange. */
  readonly cause: string;
  /** The stop as one sentence. */
  readonly stopped: string;
  /** The end of another visit for which this one was not made, as a sentence. */
  readonly because?: string;
}

/** The tally by outcome, and whether the gating edition is met. */
export interface Summary {
  readonly conforms: boolean;
  readonly pass: number;
  readonly fail: number;
  readonly warn: number;
  readonly note: number;
  readonly notReached: number;
  readonly notApplicable: number;
  readonly error: number;
  /** Falls that the baseline accepts; absent for none. */
  readonly known?: number;
  /** Requirements that the configuration switches off; absent for none. */
  readonly off?: number;
  /** Rows that `--only` and `--skip` left out; absent for none. */
  readonly leftOut?: number;
}

/** A row that was required to be judged, and was not. */
export interface RequiredRow {
  readonly id: string;
  readonly outcome: Outcome;
  readonly reason: string;
  /** The end of a visit that the reason tells, as a sentence; absent where it is the whole reason, or none. */
  readonly because?: string;
  /** What to give so that it is judged, where that is known. */
  readonly wants?: Want;
}

/** What a remark is about: a setting that came to nothing, a run that was narrowed, or why it is no whole verdict. */
export type RemarkCode =
  | 'time-up'
  | 'target-ended'
  | 'target-reused'
  | 'second-user-absent'
  | 'login-unfinished'
  | 'required-not-judged'
  | 'http-only'
  | 'browser-failed'
  | 'session-lent'
  | 'sign-ins-spaced'
  | 'setting-unused'
  | 'rows-left-out'
  | 'from-recording'
  | 'location-alone';

/** What stands behind a remark. */
export interface RemarkCause {
  readonly code: RemarkCode;
  /** The reasons of verdicts and the ends of visits that the remark tells, each a sentence; absent for none. */
  readonly tells?: readonly string[];
}

/** What a reader should know of the whole run, in one sentence or two. */
export interface Remark extends RemarkCause {
  readonly text: string;
}

/** What one edition makes of the run. */
export interface EditionResult {
  readonly id: string;
  readonly conforms: boolean;
  /** Ids of the `must` rows of that edition that fell. */
  readonly fail: readonly string[];
}

/** The report model: every output is a view of it. Published as `docs-handshake/report.schema.json`. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: {
    /** The address that was judged: the login URL, or the session API. */
    readonly loginUrl: string;
    /** Present where it is an endpoint that the docs' pages ask. */
    readonly asks?: PageAsks['role'];
    /** The page where readers signed in, if that is another one. */
    readonly signInUrl?: string;
    readonly docsOrigin: string;
    readonly handshake: string;
    readonly edition: string;
    /** What was asked for and what was used. */
    readonly driver: 'http' | 'browser' | 'both';
  };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly exitCode: ExitCode;
  /** Present where a fallen `should` gates as well (`--fail-on should`). */
  readonly failOn?: 'should';
  /** Why it could not be judged, or what narrowed the run (no browser, `--only`): one sentence each. */
  readonly remarks: readonly string[];
  /** What stands behind each of the remarks, in their order; absent in reports from before there was any. */
  readonly remarkCauses?: readonly RemarkCause[];
  /** Sign-ins made at the target, all drivers together. */
  readonly signIns: number;
  /** Authorization codes that were handed over, all drivers together; absent where the handshake has none. */
  readonly codes?: number;
  readonly summary: Summary;
  /** Where rows were required to be judged (`--require`): all of them, and those that were not. */
  readonly required?: {
    readonly rows: readonly string[];
    readonly notJudged: readonly RequiredRow[];
  };
  /** The requirements that the configuration switches off; absent for none. */
  readonly off?: readonly {
    readonly id: string;
    readonly title: string;
    readonly reason: string;
  }[];
  /** The baseline, as this run found it; absent where none was given. */
  readonly baseline?: { readonly file: string; readonly entries: readonly JudgedEntry[] };
  readonly editions: readonly EditionResult[];
  /** In the order of the catalogue: the first one is that on which everything hangs. */
  readonly verdicts: readonly Verdict[];
  readonly visits: readonly ReportVisit[];
  /** The visits that did not get through: refused, cut off, or not made after such. */
  readonly notThrough: readonly MissedVisit[];
}

/** One target of a run over several, and what came of it: a report, or the sentence that says why there is none. */
export interface JudgedTarget {
  /** What the configuration calls it. */
  readonly name: string;
  readonly loginUrl: string;
  readonly exitCode: ExitCode;
  readonly report?: Report;
  readonly failure?: string;
}

/** The report of a run over several targets, in the order of the configuration. Published in `docs-handshake/report.schema.json`, too. */
export interface RunReport {
  readonly schema: 1;
  readonly tool: Report['tool'];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** That of the target with the strongest reason. */
  readonly exitCode: ExitCode;
  readonly targets: readonly JudgedTarget[];
}

/** True for the report of a run over several targets. */
export const isOfSeveral = (report: Report | RunReport): report is RunReport => 'targets' in report;
