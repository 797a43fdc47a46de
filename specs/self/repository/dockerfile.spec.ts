import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { validate } from 'dockerfile-utils';
import semver from 'semver';
import { root } from './source-tree.js';

const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const dockerfile = read('Dockerfile');
const manifest = JSON.parse(read('package.json')) as {
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
};
/** What the last stage is made of: the image. */
const image = dockerfile.slice(dockerfile.lastIndexOf('\nFROM ') + 1);
const all = (pattern: RegExp, text: string): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

test('the Dockerfile is one by Docker’s grammar, and a slip in it is seen', () => {
  expect(validate(dockerfile).map(({ message }) => message)).toEqual([]);
  expect(validate(dockerfile.replace('ENTRYPOINT', 'ENTRYPIONT'))).toHaveLength(1);
});

test('the image runs as a user without rights, on a Node and with a Playwright that the package takes', () => {
  expect(all(/^USER (.*)$/gm, image)).toEqual(['node']);
  expect(image.indexOf('\nUSER ')).toBeGreaterThan(image.lastIndexOf('\nRUN '));
  const nodes = all(/^FROM node:(\d+)-/gm, dockerfile);
  expect(nodes).toHaveLength(all(/^FROM (.*)$/gm, dockerfile).length);
  for (const node of nodes) {
    expect(semver.satisfies(`${node}.0.0`, manifest.engines.node), node).toBe(true);
  }
  expect(all(/^ARG PLAYWRIGHT=(.*)$/gm, image)).toEqual([manifest.devDependencies['playwright']]);
});

test('the image has a browser and fonts, and sets variables that there are', () => {
  expect(image).toMatch(/^ {4}chromium-headless-shell \\$/m);
  expect(image).toMatch(/^ {4}fonts-/m);
  const table = read('docs/check.md');
  const variables = all(/\b(DOCS_HANDSHAKE_[A-Z_]+)=/g, image);
  expect(variables.length).toBeGreaterThan(0);
  expect(variables.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
});

test('neither keys nor what a machine has built get into the image', () => {
  expect(read('.dockerignore').split('\n')).toEqual(
    expect.arrayContaining(['*.pem', '.git', 'dist', 'node_modules']),
  );
});
