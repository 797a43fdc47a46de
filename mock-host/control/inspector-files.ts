import type { Asset } from '../pages/assets.js';

/**
 * A file of the inspector page, below `/_docs-handshake/` of the control origin.
 *
 * @param _path path and query as they were asked for
 * @returns undefined where there is none
 */
export const inspectorFile = async (_path: string): Promise<Asset | undefined> => undefined;
