import { pageScript } from '../../page-parts/page-script.js';

/** A file that pages load. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

const javascript = 'text/javascript; charset=utf-8';

/** A script of this host's pages. */
const script = async (name: string): Promise<Asset> => ({
  type: javascript,
  text: await pageScript(new URL(`../page-scripts/${name}`, import.meta.url)),
});

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M9 8h10l4 4v12H9z" fill="#fff"/><path d="m12 17 3 3 5-6" fill="none" stroke="#0f766e" stroke-width="2.5"/></svg>`;

/** Loads every file that pages may ask for, by its name below `/_docs-handshake/`. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const { stylesheet } = await import('./stylesheet.js');
  const [take, personalize] = await Promise.all([script('take'), script('personalize')]);
  return new Map([
    ['take.js', take],
    ['personalize.js', personalize],
    ['pages.css', { type: 'text/css; charset=utf-8', text: stylesheet }],
    ['icon.svg', { type: 'image/svg+xml; charset=utf-8', text: icon }],
  ]);
}
