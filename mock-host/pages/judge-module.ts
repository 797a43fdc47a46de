import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { makePageModule } from '../../page-parts/page-module.js';
import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { Handshake } from '../../protocol/requirement.js';

/**
 * True where a reader's browser can judge a token by itself: it stays there in the fragment, and what verifies it is
 * public. A shared secret on a page would let every reader sign.
 */
export const isJudgedInBrowser = (
  facts: Pick<HandshakeFacts, 'docsAreOpen' | 'carrier' | 'keyForm'>,
): boolean =>
  facts.docsAreOpen && facts.carrier.by === 'fragment' && facts.keyForm === 'public-key';

/** True where a page asks an API who reads, and judges what it answers. */
export const asksInBrowser = (facts: Pick<HandshakeFacts, 'carrier'>): boolean =>
  facts.carrier.by === 'cookies';

/** True where a page redeems codes, and judges what comes of it. */
export const redeemsInBrowser = (facts: Pick<HandshakeFacts, 'redeems'>): boolean =>
  facts.redeems?.by === 'browser';

/** True for a handshake that its pages know, in one way or another. */
export const hasPageModule = (facts: HandshakeFacts): boolean =>
  isJudgedInBrowser(facts) || asksInBrowser(facts) || redeemsInBrowser(facts);

/** The name of the built file, beside the other page scripts. */
export const judgeFile = (id: string): string => `judge-${id}.page.js`;

/** What the module of a handshake does besides looking for groups that are nearly the same. */
const entries = {
  judges: [
    `import { judgeIn } from './judge-token.js';`,
    'export const judge = judgeIn(handshake);',
  ],
  asks: [
    `import { askFor } from './ask-session.js';`,
    // Other pages load it for the group audit alone.
    `if (document.getElementById('docs-handshake-ask') !== null) void askFor(handshake);`,
  ],
  redeems: [
    `import { redeemFor } from './redeem-code.js';`,
    `if (document.getElementById('docs-handshake-redeem') !== null) void redeemFor(handshake);`,
  ],
} as const;

/** What the pages of a handshake do. */
const doneBy = (facts: HandshakeFacts): keyof typeof entries =>
  redeemsInBrowser(facts) ? 'redeems' : asksInBrowser(facts) ? 'asks' : 'judges';

const scripts = new URL('../page-scripts/', import.meta.url);

/** Makes the judge of a handshake as a module for browsers. It takes the bundler, which only a clone has. */
export function makeJudge({ facts, userSchema }: Handshake): Promise<string> {
  const entry = [
    `import { handshake } from '../../handshakes/${facts.id}/index.js';`,
    ...entries[doneBy(facts)],
    `export { nearMissesOf } from '../docs/group-audit.js';`,
  ].join('\n');
  return makePageModule({
    entry,
    folder: fileURLToPath(scripts),
    globals: fileURLToPath(new URL('octets', scripts)),
    schema: userSchema,
  });
}

const made = new Map<string, Promise<string | undefined>>();

/** The built file where there is one, made from its sources otherwise. */
async function load(handshake: Handshake): Promise<string | undefined> {
  const { id } = handshake.facts;
  const built = await readFile(new URL(judgeFile(id), scripts), 'utf8').catch(() => undefined);
  if (built !== undefined) return built;
  const folder = fileURLToPath(new URL(`../../handshakes/${id}/`, import.meta.url));
  return existsSync(folder) ? makeJudge(handshake) : undefined;
}

/** The judge of a handshake; undefined for one that has no folder of its own. Rejects where it cannot be made. */
export function judgeModule(handshake: Handshake): Promise<string | undefined> {
  const { id } = handshake.facts;
  const known = made.get(id) ?? load(handshake);
  made.set(id, known);
  return known;
}
