import { pageScript } from '../../page-parts/page-script.js';
import { icon, type Asset } from '../pages/assets.js';

/** Loads the files of the inspector, by their names below `/_docs-handshake/`; the page itself has none. Read when somebody looks. */
export async function loadInspector(): Promise<ReadonlyMap<string, Asset>> {
  const [{ renderInspectorPage }, { stylesheet }, script] = await Promise.all([
    import('./inspector-page.js'),
    import('./style/stylesheet.js'),
    pageScript(new URL('page-scripts/inspector', import.meta.url)),
  ]);
  return new Map([
    ['', { type: 'text/html; charset=utf-8', text: renderInspectorPage() }],
    ['inspector.js', { type: 'text/javascript; charset=utf-8', text: script }],
    ['icon.svg', icon],
    ['inspector.css', { type: 'text/css; charset=utf-8', text: stylesheet }],
  ]);
}
