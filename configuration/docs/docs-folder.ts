import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Docs, DocsPage } from '../../protocol/docs/pages.js';
import { isObject, type JsonObject } from '../../protocol/json.js';
import { fileReason } from '../files.js';
import { settingFailure, the, usage, words } from '../setting-failure.js';
import type { Watched } from '../live/watch.js';
import { navigationOf, pagePath, readNavigation } from './docs-json.js';
import type { ApiSettings } from './endpoint.js';
import { readFolder, type FolderFiles } from './folder-files.js';
import { readPage } from './page.js';

/** Docs that were read, and what is wrong with some of them: whole sentences, each naming its file. */
export interface DocsReading {
  readonly docs: Docs;
  readonly notices: readonly string[];
  /** The folders whose changes make other docs of it. */
  readonly watched: readonly Watched[];
  /** Another one for every other content of the files. */
  readonly mark: string;
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const member = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce((at: unknown, name) => (isObject(at) ? at[name] : undefined), value);

const firstText = (value: unknown): string | undefined => {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : undefined;
};

/** What the site says of its API (docs.json: `api.mdx` and `api.openapi`, as documented). */
function apiSettings(settings: JsonObject, texts: ReadonlyMap<string, string>): ApiSettings {
  const server = firstText(member(settings, 'api', 'mdx', 'server'));
  const method = firstText(member(settings, 'api', 'mdx', 'auth', 'method'));
  const name = firstText(member(settings, 'api', 'mdx', 'auth', 'name'));
  const first = firstText(member(settings, 'api', 'openapi'))?.replace(/^\.?\//, '');
  const documents = [...texts]
    .filter(([file]) => /\.json$/i.test(file) && file !== 'docs.json')
    .toSorted(([a], [b]) => Number(b === first) - Number(a === first))
    .flatMap(([file, text]): readonly (readonly [string, JsonObject])[] => {
      // Most JSON files of a folder are something else.
      const document = /"openapi"/.test(text) ? jsonIn(text) : undefined;
      return isObject(document) && isObject(document['paths']) ? [[file, document]] : [];
    });
  return {
    ...(server !== undefined && { server }),
    ...(method !== undefined && { auth: { method, ...(name !== undefined && { name }) } }),
    documents: new Map(documents),
  };
}

/** The settings of the site; none where there is no such file. */
function settingsIn(text: string | undefined, folder: string): JsonObject {
  if (text === undefined) return {};
  const settings = jsonIn(text);
  if (isObject(settings)) return settings;
  throw usage`${the('docs')} ${folder}: docs.json is ${settings === undefined ? 'not valid JSON' : 'no JSON object'}.`;
}

/** Every page by its path; of two with one path the first stays. */
function pagesIn(
  texts: ReadonlyMap<string, string>,
  settings: ApiSettings,
  notices: string[],
): Map<string, DocsPage> {
  const pages = new Map<string, DocsPage>();
  for (const [file, text] of texts) {
    if (!/\.mdx?$/i.test(file)) continue;
    const path = pagePath(file);
    if (path === undefined) {
      notices.push(`${file}: no address can hold its name, so it is left out.`);
      continue;
    }
    const other = pages.get(path);
    if (other !== undefined) {
      notices.push(`${file}: ${other.file} has the same address, so it is left out.`);
      continue;
    }
    const reading = readPage(file, path, text, settings);
    notices.push(...reading.notices);
    pages.set(path, reading.page);
  }
  return pages;
}

/**
 * Reads a docs folder: `docs.json` where there is one, and every `.md` and `.mdx` file.
 *
 * @param folder as it was given
 * @param cwd the folder that it starts from
 * @throws Failure `usage` where the folder or its `docs.json` cannot be read, or it has no page
 */
export async function readDocsFolder(folder: string, cwd: string): Promise<DocsReading> {
  const place = resolve(cwd, folder);
  if (folder === '') throw usage`${the('docs')} needs the path of a folder.`;
  try {
    if (!(await stat(place)).isDirectory()) {
      throw usage`${the('docs')} ${folder}: it is a file, not a folder.`;
    }
  } catch (cause) {
    if ('words' in Object(cause)) throw cause;
    throw unreadable(folder, cause);
  }
  const files = await readFolder(place).catch((cause: unknown) => {
    throw unreadable(folder, cause);
  });
  const notices = [...files.notices];
  const settings = settingsIn(files.texts.get('docs.json'), folder);
  const pages = pagesIn(files.texts, apiSettings(settings, files.texts), notices);
  if (pages.size === 0) throw usage`${the('docs')} ${folder}: it has no page (.md or .mdx).`;
  const { entries, publicPages, notices: about } = readNavigation(settings, new Set(pages.keys()));
  for (const path of publicPages) {
    const page = pages.get(path);
    if (page !== undefined) pages.set(path, { ...page, public: true });
  }
  const name = settings['name'];
  return {
    docs: {
      name: typeof name === 'string' && name !== '' ? name : basename(place),
      pages,
      navigation: entries.length > 0 ? entries : navigationOf([...pages.keys()]),
      standIn: false,
    },
    notices: [...about, ...notices],
    mark: markOf(files),
    watched: [
      // A folder that is put in the place of this one is a change of the folder above.
      { folder: dirname(place), names: [basename(place)] },
      ...files.folders.map((each) => ({ folder: each })),
    ],
  };
}

/** A digest of everything that was read: an editor's own files in the folder change nothing. */
function markOf({ texts, notices }: FolderFiles): string {
  const digest = createHash('sha256');
  for (const part of [...notices, ...[...texts].flat()]) {
    digest.update(`${part.length} ${part}`);
  }
  return digest.digest('base64');
}

/** A folder that the file system does not give. */
function unreadable(folder: string, cause: unknown): Error {
  const missing = (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  const reason = missing ? 'there is no such folder' : fileReason(cause);
  return settingFailure('usage', words`${the('docs')} ${folder}: ${reason}.`, { cause });
}
