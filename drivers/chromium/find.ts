import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { Failure } from '../../protocol/failure.js';
import { unpackChromium } from './unpack.js';

/** A Chromium that can be started, and where it was found. */
export interface BrowserFound {
  /** Absolute path of the program. */
  readonly executable: string;
  /** The whole environment of its process: the one it was looked for in, and what it needs besides. */
  readonly env: Readonly<Record<string, string>>;
  readonly from: 'DOCS_HANDSHAKE_BROWSER' | 'playwright' | 'installed' | '@sparticuz/chromium';
}

/** The environment in which to look: as a rule `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const commands: string =
  'No browser was found. One of these gives one: `npx playwright install chromium`; ' +
  (process.platform === 'darwin'
    ? '`brew install --cask chromium`'
    : '`apt-get install chromium`') +
  '; or `export DOCS_HANDSHAKE_BROWSER=/path/to/chrome` for one that is already there.';
/** Without Playwright a browser is of no use, so its absence comes first. */
const noPlaywright =
  'A browser is driven with Playwright, which is not installed here: run `npm i -D playwright`.';

/** bun's https server does not take over a connection that begins without TLS, as the docs host's port asks. */
const onBun = process.versions['bun'] !== undefined;
const noBun =
  'A browser is driven on Node, and this is bun: leave out `--bun`, or use `--driver http`.';

/** What gives a browser where none was found, as one or two sentences that name the commands. */
export async function browserAdvice(): Promise<string> {
  if (onBun) return noBun;
  return (await playwrightBrowser()) === undefined ? noPlaywright : commands;
}

const programs = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const usualPlaces: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/opt/google/chrome/chrome',
    '/usr/lib/chromium/chromium',
    '/snap/bin/chromium',
    '/opt/microsoft/msedge/msedge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
};

const windowsPrograms = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Looks for a browser: `DOCS_HANDSHAKE_BROWSER`, Playwright's own, an installed Chrome, Chromium or Edge,
 * the one in the npm package `@sparticuz/chromium`.
 *
 * @param env the environment to look in
 * @param progress hears a line before work that takes a while
 * @returns undefined where there is none, or no Playwright to drive it, and on bun
 * @throws Failure `usage` where `DOCS_HANDSHAKE_BROWSER` names something that cannot be run
 */
export async function findBrowser(
  env: Environment,
  progress?: (line: string) => void,
): Promise<BrowserFound | undefined> {
  if (onBun) return undefined;
  const set = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const playwright = await playwrightBrowser();
  if (playwright === undefined) return undefined;
  const named = env['DOCS_HANDSHAKE_BROWSER'];
  if (named !== undefined && named !== '') {
    if (!(await runs(named))) {
      throw new Failure(
        'usage',
        `DOCS_HANDSHAKE_BROWSER names ${named}, which is not a program that can be run: give the path of a Chrome or Chromium, or unset it.`,
      );
    }
    return { executable: named, env: set, from: 'DOCS_HANDSHAKE_BROWSER' };
  }
  const own = await firstThatRuns(playwright);
  if (own !== undefined) return { executable: own, env: set, from: 'playwright' };
  const installed = await firstThatRuns(installedPlaces(env));
  if (installed !== undefined) return { executable: installed, env: set, from: 'installed' };
  const unpacked = await unpackChromium(progress);
  if (unpacked === undefined) return undefined;
  const { executable, libraries } = unpacked;
  const paths = [libraries, set['LD_LIBRARY_PATH']].filter((path) => path !== undefined);
  return {
    executable,
    env: libraries === undefined ? set : { ...set, LD_LIBRARY_PATH: paths.join(delimiter) },
    from: '@sparticuz/chromium',
  };
}

/** True for a file that this user may execute. */
const runs = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

async function firstThatRuns(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await runs(path)) return path;
  return undefined;
}

function installedPlaces(env: Environment): readonly string[] {
  if (process.platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    return roots.flatMap((root) =>
      root === undefined ? [] : windowsPrograms.map((program) => join(root, program)),
    );
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return [...onPath, ...(usualPlaces[process.platform] ?? [])];
}

/** Where Playwright's own Chromium would be, its small headless build first; undefined without Playwright. */
async function playwrightBrowser(): Promise<readonly string[] | undefined> {
  let full: string;
  try {
    const { chromium } = await import('playwright');
    full = chromium.executablePath();
  } catch {
    return undefined;
  }
  // <cache>/chromium-1255/chrome-linux64/chrome has the headless build beside it, in
  // <cache>/chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell.
  const revision = dirname(dirname(full));
  const shell = join(
    dirname(revision),
    basename(revision).replace(/^chromium/, 'chromium_headless_shell'),
  );
  const inside = await readdir(shell).catch(() => []);
  const shells = inside.flatMap((folder) =>
    ['chrome-headless-shell', 'headless_shell', 'chrome-headless-shell.exe'].map((program) =>
      join(shell, folder, program),
    ),
  );
  return [...shells, full];
}
