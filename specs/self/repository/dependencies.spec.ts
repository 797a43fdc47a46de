import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import semver from 'semver';
import { root } from './source-tree.js';

interface Locked {
  readonly version: string;
  readonly dev?: true;
  readonly devOptional?: true;
  readonly peer?: true;
  readonly engines?: Readonly<Record<string, string>>;
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { packages } = read('package-lock.json') as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const manifest = read('package.json') as {
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};
const locked = Object.entries(packages).filter(([path]) => path !== '');
/** What a user's production install brings besides the package itself. */
const production = locked.filter(([, { dev, devOptional, peer }]) => !(dev ?? devOptional ?? peer));
const page = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8');

/** Bytes that a package takes on the disk, without the packages inside it. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sizeOf(path) : Math.ceil(statSync(path).size / 4096) * 4096;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}

test('no package excludes the oldest Node that this one takes', () => {
  const oldest = semver.minVersion(manifest.engines.node)?.version ?? '';
  expect(oldest).toBe('20.19.0');
  const exclude = locked.flatMap(([path, { version, engines }]) => {
    const range = engines?.['node'];
    return range === undefined || semver.satisfies(oldest, range)
      ? []
      : [`${path} ${version}: ${range}`];
  });
  expect(exclude).toEqual([]);
});

test('a production install is at most 112 packages and 23 MB, as docs/dependencies.md says', () => {
  const bytes = production.reduce((sum, [path]) => sum + sizeOf(join(root, path)), 0);
  const megabytes = Math.round(bytes / 1e6);
  expect(production.length).toBeLessThanOrEqual(112);
  expect(megabytes).toBeLessThanOrEqual(23);
  expect(page).toContain(
    `All production dependencies together: ${production.length} packages, ${megabytes} MB.`,
  );
});

test('the peers take every Playwright from the oldest that is tried to the one that the tests use', () => {
  const { peerDependencies, devDependencies } = manifest;
  const own = packages['node_modules/playwright']?.version ?? '';
  for (const name of ['playwright', '@playwright/test']) {
    const range = peerDependencies[name] ?? '';
    // `npm run try-package` takes the least version of the range.
    expect(semver.minVersion(range)?.version, name).toBe('1.53.0');
    expect(semver.satisfies('1.55.0', range), name).toBe(true);
    expect(semver.satisfies(own, range), name).toBe(true);
    expect(semver.satisfies(own, devDependencies[name] ?? ''), name).toBe(true);
  }
});
