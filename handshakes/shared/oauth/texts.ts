import type { HandshakeFacts, Redemption } from '../../../protocol/handshake.js';
import type { Source } from '../../../protocol/verdict.js';
import type { UserTexts } from '../texts.js';

/** What a docs host says of a handshake in which a code is handed over: shared rows are made from it. */
export interface OAuthTexts extends UserTexts {
  readonly facts: HandshakeFacts & { readonly redeems: Redemption };
  readonly sources: UserTexts['sources'] & {
    /** Of scopes and further parameters. */
    readonly parameters: Source;
    /** Of the Info API. */
    readonly info: Source;
    /** Of CORS; of a handshake in which a page asks. */
    readonly cors: Source;
    /** Of claims that hold groups; of a handshake in which the host asks. */
    readonly groups: Source;
  };
}

/** True for a handshake in which the script of a page asks token endpoint and Info API. */
export const byPage = ({ facts }: OAuthTexts): boolean => facts.redeems.by === 'browser';
