import type { HandshakeFacts, TokenFacts } from '../../protocol/handshake.js';
import type { Source } from '../../protocol/verdict.js';
import type { Visit } from '../../protocol/visit.js';

/** What rows about a user's data are made from, whatever brings it. */
export interface UserTexts {
  readonly facts: HandshakeFacts;
  readonly sources: {
    /** What is said of the handshake as a whole. */
    readonly handshake: Source;
    /** The members of a user. */
    readonly userFormat: Source;
  };
  /** What holds the user's data, inside a sentence. */
  readonly userPlace: 'the payload' | 'the answer';
}

/**
 * What a docs host says of a handshake in which a token travels, and in which words: shared rows are made from it, so that
 * each cites its own host.
 */
export interface HandshakeTexts extends UserTexts {
  readonly facts: TokenFacts;
  readonly sources: UserTexts['sources'] & {
    /** What is said of the callback URL. */
    readonly callback: Source;
    /** How long a token lives. */
    readonly lifetime: Source;
    /** How login links are made. */
    readonly loginLinks: Source;
  };
  /** What to set where a token names another algorithm: the fix of `token-alg`. */
  readonly algorithmFix: string;
  /** By the algorithm that a token names instead: how that came about, behind "The header says alg X, ". */
  readonly mistakenFor: Readonly<Record<string, string>>;
  /** Whose key one of another algorithm is, behind "which is ". */
  readonly otherKey: string;
  /** Parameters that carried the token in an older text: since when no longer, behind their name. */
  readonly formerParameters: Readonly<Record<string, string>>;
  /** The path of the docs host that takes tokens, of this handshake or of another one of its own: no page to come back to. */
  readonly tokenPath: string;
  /** Honest ways that only this handshake has: `callback-reached` judges them, too. */
  readonly furtherWays: readonly Visit[];
}
