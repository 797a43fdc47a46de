import type { Asset } from '../pages/assets.js';
import { controlRoot } from './paths.js';

let files: Promise<ReadonlyMap<string, Asset>> | undefined;

/**
 * A file of the inspector page, below `/_docs-handshake/` of the control origin; loaded with the first that is asked for.
 *
 * @param path path and query as they were asked for
 * @returns undefined where there is none
 */
export async function inspectorFile(path: string): Promise<Asset | undefined> {
  const [bare = ''] = path.split('?', 1);
  if (!bare.startsWith(controlRoot)) return undefined;
  files ??= import('../inspector/assets.js').then(({ loadInspector }) => loadInspector());
  return (await files).get(bare.slice(controlRoot.length));
}
