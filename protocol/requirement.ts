import type { DriverName, Exchange } from './exchange.js';
import { Failure } from './failure.js';
import type { HandshakeFacts, TokenFacts } from './handshake.js';
import type { TokenReading } from './jose/token.js';
import type { JsonObject } from './json.js';
import type { ArrivalCase, OnArrival } from './on-arrival.js';
import type { OAuthClient } from './oauth/client.js';
import type { Mutant, ReferenceSteps } from './plan.js';
import type { Sealed } from './secrecy/sealed.js';
import type { CallbackReading } from './url/callback.js';
import type { TieOf } from './url/site-tie.js';
import type { Finding, Level, Source, SourceClass, Want } from './verdict.js';
import type { SignIn, Visit } from './visit.js';

/**
 * How far a visit must have come for a requirement to be judged on it:
 * - `exchange`: always; the check looks at hops and navigations.
 * - `callback`: the visitor was handed over; the check sees the callback URL.
 * - `token`: the hand-over carried something that is or was meant to be a token.
 * - `claims`: its header and payload could be read.
 * - `user`: it is known who reads, from the payload of a token or from the answer of an endpoint.
 */
export type Stage = 'exchange' | 'callback' | 'token' | 'claims' | 'user';

/** The two clocks at the moment the hand-over arrived, or the answer that says who reads. */
export interface Arrival {
  /** Our clock, seconds since the epoch, moved by the offset that the judge was given. */
  readonly ours: number;
  /** The response's `Date`, seconds since the epoch; absent where it had none. */
  readonly theirs?: number;
}

/** What an `exchange` check sees. */
export interface AtExchange {
  readonly exchange: Exchange;
}
/** What a `callback` check sees: no token. */
export interface AtCallback extends AtExchange {
  readonly callback: CallbackReading;
}
/** What a `token` check sees. */
export interface AtToken extends AtCallback {
  readonly token: TokenReading;
  readonly arrival: Arrival;
}
/** What a `claims` check sees. */
export interface AtClaims extends AtToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}
/** What a `user` check sees, whatever brought the data. */
export interface AtUser extends AtExchange {
  readonly user: JsonObject;
  readonly arrival: Arrival;
}

/** What a check of each stage sees. */
export interface Readings {
  readonly exchange: AtExchange;
  readonly callback: AtCallback;
  readonly token: AtToken;
  readonly claims: AtClaims;
  readonly user: AtUser;
}

/** One exchange, read as far as it goes. */
export interface Reading {
  readonly exchange: Exchange;
  readonly visit: Visit;
  readonly arrival?: Arrival;
  readonly callback?: CallbackReading;
  readonly token?: TokenReading;
  /** The authorization code that the hand-over brought, wherever in the URL it stands. */
  readonly code?: Sealed;
  readonly header?: JsonObject;
  readonly claims?: JsonObject;
  /**
   * Who reads: the payload of the token where one was read; where none travels, the object of JSON in the last answer of a
   * `session` or `info` call, if that was a 2xx.
   */
  readonly user?: JsonObject;
}

/** True where a visit brought what the docs host goes by: a token, a code, or the data of a user. */
export const brought = ({ token, code, user }: Pick<Reading, 'token' | 'code' | 'user'>): boolean =>
  token !== undefined || code !== undefined || user !== undefined;

/** What that is, in a sentence. */
export const broughtWord = (facts: HandshakeFacts): 'token' | 'code' | 'user' =>
  facts.algorithm !== undefined ? 'token' : facts.carrier.by === 'code' ? 'code' : 'user';

/** What one user's token must carry; what is absent is not judged. */
export interface Expectation {
  readonly groups?: readonly string[];
  readonly content?: JsonObject;
}

/** By user name, as given with `--username`. */
export type Expectations = Readonly<Record<string, Expectation>>;

/** What a check may ask besides its reading. All of it is data. */
export interface Context {
  readonly facts: HandshakeFacts;
  /** The docs origin, as `new URL(x).origin` gives it. */
  readonly docsOrigin: string;
  /** Its host name without a port. */
  readonly docsHost: string;
  /** The docs subpath without a trailing slash; empty for none. */
  readonly docsPath: string;
  readonly loginOrigin: string;
  readonly returnParam?: string;
  readonly signIn: SignIn['how'];
  /** True where `--header` or `--cookie` goes along: that alone may say who comes. */
  readonly givesProof: boolean;
  /** The name of the user who signs in, where one is configured. */
  readonly username?: string;
  /** The name of the second user, where one is configured. */
  readonly secondUsername?: string;
  /** By how many seconds clocks that are in sync may seem to differ; default 2. A docs host has a leeway of its own. */
  readonly clockSlack?: number;
  /** What the tokens of some users must carry, by user name; absent where nothing was said. */
  readonly expect?: Expectations;
  /** Absent where the docs host is no client of an authorization server. */
  readonly client?: Pick<OAuthClient, 'groups' | 'infoUrl' | 'redirectUri' | 'scopes'>;
  /** True where a key was given, so that signatures can be judged. */
  readonly hasKey: boolean;
  /** The spellings of the configured private keys' secret numbers; absent where only public halves are known. */
  readonly keySpellings?: readonly Sealed[];
  readonly visit: Visit;
  readonly driver: DriverName;
  /** The value that this visit sent, before encoding; absent where it sent none. */
  readonly sent?: string;
  /** How two origins relate by the rules for cookies. */
  readonly tieOf: TieOf;
  /** Another visit of the same driver; undefined where it was not made. */
  readonly other: (visit: Visit) => Reading | undefined;
  /** A visit of the other driver; undefined where it was not made, or only one driver was used. */
  readonly elsewhere: (visit: Visit) => Reading | undefined;
  /** The driver's first honest visit that brought a token, or a user; undefined where none did. */
  readonly honest: Reading | undefined;
  /** True where an honest visit of the other driver brought one. */
  readonly worksElsewhere: boolean;
  /** True where the login flow keeps no session, as this driver saw: visits that would have one were made as sign-ins. */
  readonly keepsNoSession: boolean;
}

/** A question that does not arise in a run, and what to give so that it does. */
export interface Moot {
  readonly reason: string;
  readonly wants?: Want;
}

/**
 * One level for good, or one for each of the editions `E`: one that is missing or misspelt does not compile. Without
 * editions (`never`) there is only one for good.
 */
export type Levels<E extends string = string> =
  | Level
  | ([E] extends [never] ? never : { readonly [edition in E]: Level });

interface Declaration<S extends Stage, E extends string> {
  /** Stable word, never renumbered, unique in its handshake. */
  readonly id: string;
  readonly level: Levels<E>;
  readonly class: SourceClass;
  readonly source: Source;
  /** True where a login that lets it fall is no login: it is never off, skipped or in a baseline. */
  readonly essential?: true;
  /**
   * True where a reader who came back is not in before it is met: where it was looked for and not reached, nothing else that was
   * met makes a verdict.
   */
  readonly completes?: true;
  /** What must be true, as one sentence. */
  readonly title: string;
  /** What happens to a reader or to the company where it is not. */
  readonly why: string;
  /** What to change, in the imperative. */
  readonly fix: string;
  readonly stage: S;
  /** The visits that are judged, in order. The run makes every visit that some requirement names. */
  readonly visits: readonly [Visit, ...Visit[]];
  /**
   * Visits that the judged ones are compared with: made whenever the row is chosen, after the judged ones, since
   * what moves with time shows only from both sides. The honest ones that every run makes need not be named.
   */
  readonly controls?: readonly Visit[];
  /** The drivers that can see it. */
  readonly seenBy: readonly DriverName[];
  /**
   * Visits among the judged ones without which the row has nothing to say for itself: where some were due and none got
   * through, it does not pass on the others.
   */
  readonly point?: readonly Visit[];
  /** True where the check itself judges a sign-in that was refused; otherwise one in a hostile visit is not-reached. */
  readonly judgesRefusals?: true;
  /** True where the check itself says what a visit means that was not made: that there was no occasion for it. */
  readonly judgesUnmade?: true;
  /** True where a sign-in page alone can make the row fall, in a visit that asked for more; it never passes on one. */
  readonly judgesForm?: true;
  /** True where the question does not arise in a login flow that keeps no session. */
  readonly needsSession?: true;
  /** True where any refusal (4xx, 503) is a good answer; otherwise 403, 429 and 503 on a hostile visit are not-reached. */
  readonly refusalIsFine?: true;
  /** True where a browser that saw nothing leaves the row unjudged, whatever plain HTTP saw. */
  readonly browserDecides?: true;
  /** Why the question does not arise in a run, whatever the login flow does; it returns undefined where it does. */
  readonly moot?: (
    known: Pick<Context, 'hasKey' | 'expect' | 'signIn' | 'secondUsername' | 'client'>,
  ) => Moot | undefined;
  /**
   * What the docs host does with an arriving token for which the row falls; absent where the row needs a whole run. The
   * host knows the callback URL, its own clock and the keys: no hop, no other visit, no user.
   */
  readonly onArrival?: OnArrival;
  /** True where the URL of the hand-over and the page that was asked for show it, as `onArrival` says of a token. */
  readonly inLocation?: true;
  /**
   * True where one hand-over of a code and the calls that it led to show it, without any other visit: the docs host judges
   * each reader's login by it.
   */
  readonly inCalls?: true;
  /**
   * True where the row judges what became of the page that was asked for, on the callback URL alone: a docs host that sent
   * the visitor off itself asks it, too, and lets them in all the same.
   */
  readonly onWayBack?: true;
  /** Which way the docs host moves its clock by its leeway (in seconds) before it refuses a token by this row; absent: none. */
  readonly leeway?: 'earlier' | 'later';
  /** The setting of the docs host that may be wrong instead of the login flow where the row falls on arrival. */
  readonly hostSetting?: 'key' | 'docs-origin';
  /** Members at the top of the payload whose type the row judges. */
  readonly members?: readonly string[];
  /** What the docs host refuses or mentions in the words of this row without its check. */
  readonly arrivalCases?: readonly ArrivalCase[];
  readonly check: (reading: Readings[S], context: Context) => Finding;
}

/** An info row has nothing to fall, so it may go without a mutant; every other row names at least one. */
interface Judged {
  readonly brokenBy: readonly [Mutant, ...Mutant[]];
}
interface Informative {
  readonly level: 'info';
  readonly brokenBy: readonly Mutant[];
}

/** A requirement of one stage, for a handshake whose editions are `E`. */
export type RequirementAt<S extends Stage, E extends string = string> = Declaration<S, E> &
  (Judged | Informative);
/** A requirement of whatever stage. */
export type Requirement<E extends string = string> = { [S in Stage]: RequirementAt<S, E> }[Stage];
/** A requirement of one level in every edition: it fits each handshake. */
export type UndatedRequirement = Requirement<never>;

/** Declares one requirement; the stage decides what its check may see, the editions which levels it has to name. */
export function requirement<S extends Stage, E extends string = never>(
  declaration: RequirementAt<S, NoInfer<E>>,
): Requirement<E> {
  // A union over the stages of one generic declaration: TypeScript cannot follow the distribution.
  return declaration as unknown as Requirement<E>;
}

/**
 * The requirement that a visitor leaves the login flow with the credential: whether a flow conforms hangs on it, and
 * it is always judged. It opens every catalogue.
 */
export function firstRequirement({ requirements }: Pick<Handshake, 'requirements'>): Requirement {
  const [first] = requirements;
  if (first === undefined) throw new Failure('broken', 'A handshake has no requirements.');
  return first;
}

/** One handshake, complete; `E` are the ids of its editions. */
export interface Handshake<E extends string = string> {
  readonly facts: HandshakeFacts<E>;
  /** In the order of the catalogue. */
  readonly requirements: readonly Requirement<E>[];
  /** The shape of a user's data, as a JSON Schema: of a token's payload, or of an answer. */
  readonly userSchema: JsonObject;
  /** How the reference login flow plays it. */
  readonly reference: ReferenceSteps;
}

/** One in which a signed token travels. */
export type TokenHandshake<E extends string = string> = Handshake<E> & {
  readonly facts: TokenFacts<E>;
};

/**
 * The level of a requirement in one edition of its handshake.
 *
 * @throws Failure `broken` for an edition of another handshake, which no typed catalogue asks for
 */
export function levelIn(item: Requirement, edition: string): Level {
  const levels: Levels = item.level;
  const level = typeof levels === 'string' ? levels : levels[edition];
  if (level !== undefined) return level;
  throw new Failure('broken', `${item.id} has no level in edition ${edition}.`);
}
