import { createHash } from 'node:crypto';

import { pageScript } from '../../page-parts/page-script.js';
import type { Handshake } from '../../protocol/requirement.js';
import { asksInBrowser, isJudgedInBrowser, judgeModule, redeemsInBrowser } from './judge-module.js';

/** A file that pages load. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

/** What pages load, by what it is for. */
export type AssetName =
  | 'take'
  | 'personalize'
  | 'judge'
  | 'ask'
  | 'depart'
  | 'redeem'
  | 'style'
  | 'icon';

/** The files of one host. */
export interface Assets {
  /** By their names below `/_docs-handshake/`: a name holds its content's hash, so whoever has a file never asks again. */
  readonly files: ReadonlyMap<string, Asset>;
  /** Their names; the judge has none where no browser judges a token, `ask` none where no page asks who reads. */
  readonly names: { readonly [name in AssetName]?: string };
}

const javascript = 'text/javascript; charset=utf-8';

/** A script of this host's pages. */
const script = async (name: string): Promise<Asset> => ({
  type: javascript,
  text: await pageScript(new URL(`../page-scripts/${name}`, import.meta.url)),
});

/** The picture of every page of this host. */
export const icon: Asset = {
  type: 'image/svg+xml; charset=utf-8',
  text: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M9 8h10l4 4v12H9z" fill="#fff"/><path d="m12 17 3 3 5-6" fill="none" stroke="#0f766e" stroke-width="2.5"/></svg>`,
};

const endings: Readonly<Record<AssetName, string>> = {
  take: 'js',
  personalize: 'js',
  judge: 'js',
  ask: 'js',
  depart: 'js',
  redeem: 'js',
  style: 'css',
  icon: 'svg',
};

/** A name that changes with the content. */
const nameOf = (name: AssetName, { text }: Asset): string => {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 12);
  return `${name}-${hash}.${endings[name]}`;
};

/**
 * Loads every file that the pages of a host may ask for.
 *
 * @param judges true where a reader's browser judges tokens, if the handshake lets it
 * @param redeems true where it redeems codes, if the handshake says so
 */
export async function loadAssets(
  handshake: Handshake,
  judges: boolean,
  redeems: boolean = false,
): Promise<Assets> {
  const isJudged = judges && isJudgedInBrowser(handshake.facts);
  const asks = asksInBrowser(handshake.facts);
  const isRedeemed = redeems && redeemsInBrowser(handshake.facts);
  const [{ stylesheet }, take, personalize, depart, judge] = await Promise.all([
    import('./stylesheet.js'),
    script('take'),
    script('personalize'),
    isRedeemed ? script('depart') : undefined,
    isJudged || asks || isRedeemed ? judgeModule(handshake) : undefined,
  ]);
  const assets: readonly (readonly [AssetName, Asset])[] = [
    ['take', take],
    ['personalize', personalize],
    ['style', { type: 'text/css; charset=utf-8', text: stylesheet }],
    ['icon', icon],
    ...(depart === undefined ? [] : [['depart', depart] as const]),
    ...(judge === undefined
      ? []
      : [
          [
            isRedeemed ? 'redeem' : asks ? 'ask' : 'judge',
            { type: javascript, text: judge },
          ] as const,
        ]),
  ];
  const named = assets.map(([name, asset]) => [name, nameOf(name, asset), asset] as const);
  return {
    files: new Map(named.map(([, file, asset]) => [file, asset])),
    names: Object.fromEntries(named.map(([name, file]) => [name, file])),
  };
}

/** Before they are loaded. */
export const noAssets: Assets = { files: new Map(), names: {} };
