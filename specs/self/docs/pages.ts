import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository/source-tree.js';

/** One Markdown page of the documentation. */
export interface Page {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** One fenced block. */
export interface Block {
  readonly page: string;
  /** The line of its opening fence, counted from 1. */
  readonly line: number;
  /** The first word after the fence: `sh`, `text`, `yaml`. */
  readonly language: string;
  /** The words after it: `run`, `file=docs-login.mjs`. */
  readonly words: readonly string[];
  readonly text: string;
}

/** The README and every page under `docs/`. */
export function pages(): readonly Page[] {
  const names = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...names.map((name) => `docs/${name}`)].map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }));
}

/** One page by its path from the root; throws where there is none. */
export function pageAt(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** The fenced blocks of a page, in order; a block inside a list keeps its indentation out. */
export function blocks({ path, text }: Page): readonly Block[] {
  return [...text.matchAll(/^( *)```(\S+)([^\n]*)\n([^]*?)^\1```$/gm)].map((match) => {
    const [, indent = '', language = '', words = '', body = ''] = match;
    return {
      page: path,
      line: text.slice(0, match.index).split('\n').length,
      language,
      words: words.split(/\s+/).filter((word) => word !== ''),
      text: body.replace(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}

/** A page without its fenced blocks: what a reader takes for prose. */
export const prose = ({ text }: Page): string => text.replace(/^( *)```[^]*?^\1```$/gm, '');

/** The anchors of a page's headings, as GitHub and npm make them. */
export function anchors(page: Page): readonly string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The targets of a page's links and pictures, as they are written. */
export function links(page: Page): readonly string[] {
  const text = prose(page);
  const inline = [...text.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)?)\)/g)];
  const tags = [...text.matchAll(/<(?:img|source)\b[^>]*?\b(?:src|srcset)="([^"]+)"/g)];
  return [...inline, ...tags].map((match) => match[1] ?? '');
}
