import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { decodeText } from '../../protocol/text/octets.js';
import { fileReason } from '../files.js';

/** The files of a folder that docs are made of, as text, by their paths below it, with forward slashes. */
export interface FolderFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Every folder that was looked into, absolute, its own first. */
  readonly folders: readonly string[];
  /** What was left out, and why: whole sentences. */
  readonly notices: readonly string[];
}

const kinds = /\.(?:mdx?|json)$/i;
/** Octets of one file, and characters of all of them together. */
const longest = 1_000_000;
const mostOctets = 64_000_000;
const mostFiles = 20_000;
/** Files that are open at once: systems allow some hundreds. */
const atOnce = 64;

/** What one entry of a folder comes to. */
type Found =
  | { readonly file: string }
  | { readonly folder: string }
  | { readonly notice: string }
  | undefined;

async function linked(path: string, shown: string, root: string): Promise<Found> {
  const target = await realpath(path);
  if (!target.startsWith(root + sep)) {
    return { notice: `${shown}: it leads out of the folder, so it is left out.` };
  }
  const kind = await stat(target);
  if (kind.isDirectory()) {
    return { notice: `${shown}: a link to a folder is not followed.` };
  }
  return kind.isFile() && kinds.test(shown) ? { file: shown } : undefined;
}

/** The files below a folder, in the order of their names; nothing hidden, and no packages. */
async function filesBelow(
  root: string,
  notices: string[],
  folders: string[],
): Promise<readonly string[]> {
  const files: string[] = [];
  const waiting = [''];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    folders.push(join(root, folder));
    try {
      const entries = await readdir(join(root, folder), { withFileTypes: true });
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const shown = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
        if (entry.isDirectory()) waiting.push(shown);
        else if (entry.isFile() && kinds.test(entry.name)) files.push(shown);
        else if (entry.isSymbolicLink()) {
          const found = await linked(join(root, shown), shown, root).catch((cause: unknown) => ({
            notice: `${shown}: ${fileReason(cause)}.`,
          }));
          if (found !== undefined && 'file' in found) files.push(found.file);
          else if (found !== undefined && 'notice' in found) notices.push(found.notice);
        }
      }
    } catch (cause) {
      if (folder === '') throw cause;
      notices.push(`${folder}: ${fileReason(cause)}.`);
    }
    if (files.length > mostFiles) {
      notices.push(`Only the first ${mostFiles.toLocaleString('en')} files are read.`);
      return files.slice(0, mostFiles);
    }
  }
  return files;
}

/**
 * Reads the files of a docs folder.
 *
 * @param folder absolute
 * @throws what the file system says where the folder itself cannot be read
 */
export async function readFolder(folder: string): Promise<FolderFiles> {
  const root = await realpath(folder);
  const notices: string[] = [];
  const texts = new Map<string, string>();
  const folders: string[] = [];
  const files = await filesBelow(root, notices, folders);
  let octets = 0;
  /** A file's text, or the notice that there is none. */
  const read = async (file: string): Promise<{ readonly text: string } | string> => {
    try {
      const { size } = await stat(join(root, file));
      if (size > longest) return `${file}: it is larger than 1 MB, so it is left out.`;
      return { text: decodeText(await readFile(join(root, file))) };
    } catch (cause) {
      return `${file}: ${fileReason(cause)}.`;
    }
  };
  for (let at = 0; at < files.length && octets <= mostOctets; at += atOnce) {
    const some = files.slice(at, at + atOnce);
    const results = await Promise.all(some.map(read));
    for (const [index, file] of some.entries()) {
      const result = results[index] ?? '';
      if (typeof result === 'string') notices.push(result);
      else {
        octets += result.text.length;
        if (octets <= mostOctets) texts.set(file, result.text);
      }
    }
  }
  if (octets > mostOctets) notices.push('The folder holds more than 64 MB: the rest is left out.');
  return { texts, folders, notices };
}
