/**
 * Installs the packed package as projects do, with npm, pnpm, yarn (Plug'n'Play) and bun, on each version of Node and
 * with two of Playwright, and uses it there. `npm run try-package [-- --all] [<words>]`: some pairs that tell most, or
 * all; words keep the trials whose name has them. Exits 1 where one fails. It needs the package registry.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import semver from 'semver';
import { findBrowser } from '../drivers/chromium/find.js';
import { openReferenceFlow } from '../fixtures/reference/flow.js';
import { readArguments, refuse } from './arguments.js';
import { ran } from './package-trial/process.js';
import { installTools, managers, nodes } from './package-trial/tools.js';
import { nameOf, tryPackage } from './package-trial/trial.js';
import type { PlaywrightTrial, Trial } from './package-trial/trial.js';

interface Manifest {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** Two at a time: a trial mostly waits for the registry. */
const atOnce = 2;
/** The Chromium that the oldest Playwright brings, as near as a package has it. */
const oldChromium = '@sparticuz/chromium@138.0.2';

const usage = 'npm run try-package [-- --all] [<words of a trial>]';
const { values, positionals } = readArguments(usage, {
  options: { all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root = fileURLToPath(new URL('..', import.meta.url));
const read = async (path: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(root, path), 'utf8')) as Manifest;
const manifest = await read('package.json');
const oldest: PlaywrightTrial = {
  version: semver.minVersion(manifest.peerDependencies['playwright'] ?? '*')?.version ?? '',
  browserPackage: oldChromium,
};
const newest: PlaywrightTrial = {
  version: (await read('node_modules/playwright/package.json')).version,
};

/** The extremes with a browser, and each manager and each Node once. */
const telling: readonly Trial[] = [
  { manager: 'npm', node: 20, playwright: oldest },
  { manager: 'npm', node: 26, playwright: newest },
  { manager: 'pnpm', node: 22 },
  { manager: 'yarn', node: 24 },
  { manager: 'bun', node: 22 },
  { manager: 'bun', node: 22, onBun: true },
];
const every: readonly Trial[] = [
  ...managers.flatMap((manager) => nodes.map((node): Trial => ({ manager, node }))),
  ...managers.flatMap((manager) =>
    [oldest, newest].flatMap((playwright) =>
      ([20, 26] as const).map((node): Trial => ({ manager, node, playwright })),
    ),
  ),
  { manager: 'bun', node: 22, onBun: true },
];
const chosen = (values.all ? every : telling).filter((trial) =>
  positionals.every((word) => nameOf(trial).includes(word)),
);
if (chosen.length === 0) refuse(usage, `No trial is named ${positionals.join(' ')}.`);

const folder = await mkdtemp(join(tmpdir(), 'docs-handshake-trial-'));
const flow = await openReferenceFlow({
  handshake: 'mintlify-authentication',
  docsOrigin: 'http://localhost:4747',
});
const since = (begin: number): string => `${((performance.now() - begin) / 1000).toFixed(0)} s`;
try {
  const begin = performance.now();
  const packing = { cwd: root, env: process.env, limitMs: 60_000 };
  const [tools, packed, browser] = await Promise.all([
    installTools(join(folder, 'tools'), {
      managers: managers.filter((name) => chosen.some(({ manager }) => manager === name)),
      nodes: nodes.filter((major) => chosen.some(({ node }) => node === major)),
    }),
    ran(['npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder], packing),
    chosen.some(({ playwright }) => playwright !== undefined)
      ? findBrowser(process.env)
      : undefined,
  ]);
  console.log(`package and tools: ${since(begin)}`);
  const around = {
    tools,
    tarball: join(folder, packed.trim()),
    version: manifest.version,
    flow,
    browser: {
      DOCS_HANDSHAKE_BROWSER: browser?.executable,
      LD_LIBRARY_PATH: browser?.env['LD_LIBRARY_PATH'],
    },
  };
  const waiting = [...chosen.entries()];
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, trial] = next;
      const started = performance.now();
      try {
        await tryPackage(trial, join(folder, `trial-${at}`), around);
        console.log(`${nameOf(trial)}: works, ${since(started)}`);
      } catch (cause) {
        failed += 1;
        console.log(`${nameOf(trial)}: FAILED, ${since(started)}`);
        console.log(cause instanceof Error ? cause.message : String(cause));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  console.log(`${chosen.length - failed} of ${chosen.length} trials work, ${since(begin)}`);
  if (failed > 0) process.exitCode = 1;
} finally {
  await flow.close();
  await rm(folder, { recursive: true, force: true });
}
