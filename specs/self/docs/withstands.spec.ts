import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { root } from '../repository/source-tree.js';

/** The table of `docs/withstands.md`: every subject is shown by tests that are there. */

interface Subject {
  readonly what: string;
  readonly tests: readonly (readonly [file: string, title: string])[];
}

const page = readFileSync(join(root, 'docs/withstands.md'), 'utf8');

const subjects: readonly Subject[] = [...page.matchAll(/^\| ([^|]+) \| (`[^|]+) \|$/gm)].map(
  ([, what = '', cell = '']) => ({
    what,
    tests: cell.split('<br>').map((each) => {
      const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/s.exec(each) ?? [];
      return [file, title] as const;
    }),
  }),
);

/** The titles of a spec; what a template fills in is an ellipsis, and a name in front of a title does not count. */
function titlesOf(file: string): readonly string[] {
  const path = join(root, 'specs/self', `${file}.spec.ts`);
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/\btest\(\s*(['"`])(.*?)\1,/gs)].map(([, , title = '']) =>
    title.replace(/\$\{[^}]*\}/g, '…').replace(/^…: /, ''),
  );
}

test('everything that the mock docs host withstands is shown by a test that is there', () => {
  expect(subjects).toHaveLength(58);
  expect(new Set(subjects.map(({ what }) => what)).size).toBe(58);
  for (const { what, tests } of subjects) {
    for (const [file, title] of tests) {
      expect.soft(titlesOf(file), `${what}: ${file}`).toContain(title);
    }
  }
});
