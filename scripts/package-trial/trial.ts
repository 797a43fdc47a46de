import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReferenceFlow } from '../../fixtures/reference/flow.js';
import type { Report } from '../../protocol/report.js';
import { ran } from './process.js';
import type { Manager, NodeMajor, Tools } from './tools.js';

/** A Playwright, and the package whose browser is of its time; without one it drives the browser of this repository. */
export interface PlaywrightTrial {
  readonly version: string;
  readonly browserPackage?: string;
}

/** One way in which a project may use the package. */
export interface Trial {
  readonly manager: Manager;
  readonly node: NodeMajor;
  readonly playwright?: PlaywrightTrial;
  /** True where bun itself runs the command, and not Node. */
  readonly onBun?: true;
}

/** What every trial is given. */
export interface Surroundings {
  readonly tools: Tools;
  /** Path of the packed package. */
  readonly tarball: string;
  /** Its version. */
  readonly version: string;
  readonly flow: ReferenceFlow;
  /** Variables that name the browser of this repository. */
  readonly browser: NodeJS.ProcessEnv;
}

const limitMs = 150_000;

/** A trial in words, such as `pnpm, Node 22`. */
export function nameOf({ manager, node, playwright, onBun }: Trial): string {
  return [
    manager,
    onBun ? 'run by bun' : `Node ${node}`,
    ...(playwright === undefined ? [] : [`Playwright ${playwright.version}`]),
    ...(playwright?.browserPackage === undefined ? [] : ['browser of its time']),
  ].join(', ');
}

/** The words that add packages to a project, without the packages. */
const adding: Readonly<Record<Manager, readonly string[]>> = {
  npm: ['install', '--no-audit', '--no-fund'],
  pnpm: ['add'],
  yarn: ['add'],
  bun: ['add'],
};

/** The words that run the command of an installed package. */
function running({ manager, onBun }: Trial): readonly string[] {
  // Without the dashes npm takes --version for itself.
  if (manager === 'npm') return ['npx', '--no', '--', 'docs-handshake'];
  const start = manager === 'pnpm' ? ['exec'] : [...(onBun ? ['--bun'] : []), 'run'];
  return [...start, 'docs-handshake'];
}

/** Makes an empty project and adds the package to it, by its manager alone. */
async function install(trial: Trial, folder: string, around: Surroundings): Promise<void> {
  const { manager, playwright } = trial;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "trial", "private": true }\n');
  // A lock file of its own: the folders above are no part of the project. PnP is what no other manager does.
  await writeFile(join(folder, 'yarn.lock'), '');
  await writeFile(join(folder, '.yarnrc.yml'), 'nodeLinker: pnp\nenableGlobalCache: false\n');
  const more =
    playwright === undefined
      ? []
      : [
          `playwright@${playwright.version}`,
          `@playwright/test@${playwright.version}`,
          ...(playwright.browserPackage === undefined ? [] : [playwright.browserPackage]),
        ];
  const tarball = manager === 'yarn' ? `docs-handshake@file:${around.tarball}` : around.tarball;
  await ran([...around.tools.manager(manager), ...adding[manager], tarball, ...more], {
    cwd: folder,
    env: around.tools.env(trial.node),
    limitMs,
  });
}

/** Judges the reference flow with the installed command, and asks the report whether readers got in by every driver. */
async function judge(
  trial: Trial,
  folder: string,
  { flow }: Surroundings,
  call: (words: readonly string[], env?: NodeJS.ProcessEnv) => Promise<string>,
): Promise<void> {
  const [user] = flow.users;
  await writeFile(join(folder, 'public-key.pem'), flow.keys.own.publicPem);
  const drivers =
    trial.playwright === undefined ? (['http'] as const) : (['http', 'browser'] as const);
  const words = [
    'check',
    flow.loginUrl,
    '--docs-origin=http://localhost:4747',
    '--key=public-key.pem',
    '--sign-in=form',
    `--username=${user.username}`,
    `--driver=${trial.playwright === undefined ? 'http' : 'both'}`,
    '--require=token-signature',
    '--report=json=handshake.json',
  ];
  // What this Playwright and this browser see together is proven by the tests.
  if (trial.playwright?.browserPackage === undefined) words.push('--only=token-signature');
  await call(words, { DOCS_HANDSHAKE_PASSWORD: user.password.reveal() });
  const report = JSON.parse(await readFile(join(folder, 'handshake.json'), 'utf8')) as Report;
  const reached = report.verdicts.find(({ id }) => id === 'callback-reached')?.drivers;
  for (const driver of drivers) {
    if (reached?.[driver] !== 'pass') throw new Error(`\`check\` saw no reader get in: ${driver}`);
  }
}

/**
 * Installs the package in a folder of its own and uses it there: `--version`, `keys new`, `demo` and `check`, and with
 * Playwright its specs.
 *
 * @throws Error that says what failed and the last lines of it
 */
export async function tryPackage(
  trial: Trial,
  folder: string,
  around: Surroundings,
): Promise<void> {
  const { tools, browser, version } = around;
  await install(trial, folder, around);
  const own = trial.playwright?.browserPackage === undefined ? browser : {};
  const start = [
    ...(trial.manager === 'npm' ? [] : tools.manager(trial.manager)),
    ...running(trial),
  ];
  const env = { ...tools.env(trial.node), ...own };
  const call = (words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> =>
    ran([...start, ...words], { cwd: folder, env: { ...env, ...more }, limitMs });
  const said = (await call(['--version'])).trim();
  if (said !== version) throw new Error(`--version said "${said}", not "${version}".`);
  await call(['keys', 'new', '--out', 'docs-key.pem']);
  const shown = await call(['keys', 'public', 'docs-key.pem']);
  if (!shown.includes('BEGIN PUBLIC KEY')) throw new Error('keys public showed no key.');
  await call(['demo', '--driver', 'http']);
  if (trial.onBun) {
    // It must say so, and give no verdict.
    await ran([...start, 'demo', '--driver', 'browser'], { cwd: folder, env, limitMs }, 3);
  }
  await judge(trial, folder, around, call);
}
