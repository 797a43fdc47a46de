import { judgeRows, type ArrivalRow } from '../../judge/arrival/arrival-rows.js';
import type { ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import { judge } from '../../judge/judge.js';
import { recordingOfLocation } from '../../judge/recording/location.js';
import { replay } from '../../judge/recording/replay.js';
import type { JsonObject } from '../../protocol/json.js';
import { webCryptoParameters } from '../../protocol/jose/web-crypto.js';
import { fromPublic, type PublicKey } from '../../protocol/jose/verification-key.js';
import type { TokenHandshake } from '../../protocol/requirement.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import type { SiteTie } from '../../protocol/url/site-tie.js';
import type { Outcome } from '../../protocol/verdict.js';
import { decide, type TokenUses } from '../arrival/decision.js';
import { nowAt, steadyAt, wasTakenBack, type PageClock } from '../clock.js';
import { publicUser } from '../docs/user-words.js';

/**
 * The judge in a reader's browser: the very catalogue and decision of the host, on the public keys. It is a module of
 * its own, which a page loads when a token comes; `page-parts/page-module.ts` makes one file of it for each handshake whose docs are open.
 */

/** What the page goes by: the host's answer to `rules`. */
export interface PageRules extends Omit<ArrivalRules, 'handshake' | 'keys'> {
  readonly keys: readonly (Pick<PublicKey, 'name' | 'algorithm'> & { readonly jwk: JsonObject })[];
  readonly replayProtection: boolean;
  readonly clock: PageClock;
  /** The page that the host sent the visitor off from, where it is certain which. */
  readonly sent?: string;
  /** Why a token is refused that would be taken, where the host was told so. */
  readonly onDemand?: Refusal;
}

/** What the host is told: ids and outcomes. */
export interface ToldVerdict {
  readonly outcome: 'accepted' | 'refused';
  /** Why it was refused. */
  readonly code?: string;
  /** Present where that was ordered at the host, and the token is good. */
  readonly onDemand?: true;
  /** What `check` says of where the token came: of each requirement that a `Location` can show. */
  readonly rows: Readonly<Record<string, Outcome>>;
}

/** What stays in the browser. */
export interface PageVerdict {
  readonly told: ToldVerdict;
  readonly refusal?: Refusal;
  /** What is kept of the reader, and until when; milliseconds of the host's clock. */
  readonly user?: JsonObject;
  readonly endsAtMs?: number;
  readonly anchor?: string;
  readonly header?: JsonObject;
  readonly claims?: JsonObject;
  readonly rows: readonly ArrivalRow[];
}

/** Public keys as WebCrypto has them. Rejects with a `NotSupportedError` where this browser lacks the handshake's algorithm. */
async function readKeys(
  given: PageRules['keys'],
  algorithm: string,
): Promise<readonly PublicKey[]> {
  const read = given.map(async ({ name, jwk, algorithm: own }): Promise<readonly PublicKey[]> => {
    try {
      const key = await crypto.subtle.importKey('jwk', jwk, webCryptoParameters[own], true, [
        'verify',
      ]);
      return [await fromPublic(key, own, name)];
    } catch (error) {
      // A key of another algorithm only helps to name a mistake.
      if (own === algorithm) throw error;
      return [];
    }
  });
  return (await Promise.all(read)).flat();
}

const usedStore = 'docs-handshake-used';

/** How many tokens a browser remembers. */
const mostUsed = 200;

/**
 * Tokens that this browser brought, by their hash: the first use on the host's clock, and on the one that nobody moves;
 * milliseconds since the epoch.
 */
type Used = Readonly<Record<string, readonly [atMs: number, steadyMs: number]>>;

/**
 * The memory of one browser: no other one, and no host, sees a token that comes twice. Expired ones stay, since the clock may
 * be moved back to where they are good again; a reset of the host forgets them.
 */
function usesHere(clock: PageClock): TokenUses {
  return {
    use: (hash) => {
      const kept = JSON.parse(localStorage.getItem(usedStore) ?? '{}') as Used;
      const live = Object.entries(kept).filter(([, [, at]]) => !wasTakenBack(clock, at));
      const before = live.find(([each]) => each === hash);
      if (before !== undefined) return { atMs: before[1][0] };
      const latest = [...live, [hash, [nowAt(clock), steadyAt(clock)]] as const].slice(-mostUsed);
      localStorage.setItem(usedStore, JSON.stringify(Object.fromEntries(latest)));
      return undefined;
    },
    isOwn: () => false,
  };
}

/** The verdicts of `check` on where a visitor arrived, by the judge of a run; the host has them of other handshakes from its own. */
async function judgeAsCheck(
  location: string,
  sent: string | undefined,
  { handshake, edition, docsOrigin, keys }: ArrivalRules,
  atMs: number,
): Promise<Readonly<Record<string, Outcome>>> {
  const copied = { handshake, edition, location, docsOrigin, atMs, version: '' };
  const recording = recordingOfLocation({ ...copied, ...(sent !== undefined && { sent }) });
  // The list of public suffixes is for whole runs: no requirement that a Location shows compares sites.
  const tieOf = (): SiteTie => 'trial';
  const how = { handshake, edition, keys, tieOf, clockOffsetMs: 0 };
  const judged = judge(await replay(recording, how));
  return Object.fromEntries(judged.map(({ verdict }) => [verdict.id, verdict.outcome]));
}

/**
 * The judge of one handshake.
 *
 * @returns a function of the fragment without `#`, of path and query of its page, and of the host's rules; it rejects with a
 *   `NotSupportedError` where the browser cannot verify
 */
export function judgeIn(
  handshake: TokenHandshake,
): (fragment: string, path: string, rules: PageRules) => Promise<PageVerdict> {
  return async (text, path, { clock: shown, replayProtection, onDemand, sent, ...given }) => {
    const clock = (): number => nowAt(shown);
    const keys = await readKeys(given.keys, handshake.facts.algorithm);
    const rules: ArrivalRules = { ...given, handshake, keys };
    const arrival = { fragment: seal(text), url: given.docsOrigin + path, nowMs: clock() };
    const judged = await judgeRows(arrival, rules);
    const decision = await decide(
      arrival,
      rules,
      replayProtection ? usesHere(shown) : undefined,
      clock,
      { veto: () => onDemand },
    );
    const location = `${arrival.url}${text === '' ? '' : `#${text}`}`;
    const rows = await judgeAsCheck(location, sent, rules, arrival.nowMs);
    if (!decision.accepted) {
      const ordered = onDemand !== undefined && decision === onDemand;
      const told: ToldVerdict = {
        outcome: 'refused',
        code: decision.code,
        ...(ordered && { onDemand: true }),
        rows,
      };
      return { ...judged, told, refusal: decision };
    }
    return {
      ...judged,
      told: { outcome: 'accepted', rows },
      user: publicUser(decision.user),
      endsAtMs: decision.endsAtMs,
      anchor: new URLSearchParams(text).get('anchor') ?? '',
    };
  };
}
