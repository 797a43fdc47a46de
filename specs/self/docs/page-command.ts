import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findBrowser } from '../../../drivers/chromium/find.js';
import { root } from '../repository/source-tree.js';
import { freePort, openPageFlow, shownFile } from './page-flow.js';
import type { RunningPageFlow } from './page-flow.js';
import { blocks, pageAt, pages } from './pages.js';
import type { Block } from './pages.js';
import { readAndLogIn } from './reader.js';
import { pageFlows, shownFlows } from './shown-flows.js';

/** A block that the pages tell a reader to run, with what they say it prints. */
export interface PageCommand {
  readonly block: Block;
  /** The block of output that follows it; absent where none does. */
  readonly shown?: Block;
}

/** What running a block left. */
export interface Done {
  readonly code: number | null;
  readonly said: string;
}

/**
 * Every block marked `run`, in the order of the pages. `flow`: a login flow of `docs/login-flow.md` runs where the
 * command expects it, the first or `flow=<file>`, for the docs origin of the command or of the word `origin=`. `start`: the
 * command starts the first one itself. `serve`: it runs until it is interrupted, and
 * so does `watch`, after a change. `browser`: it needs one.
 */
export function pageCommands(): readonly PageCommand[] {
  return pages().flatMap((page) => {
    const all = blocks(page);
    return all.flatMap((block, at) => {
      if (!block.words.includes('run')) return [];
      const next = all[at + 1];
      const shown = next?.words.includes('output') === true ? { shown: next } : {};
      return [{ block, ...shown }];
    });
  });
}

const command = join(root, 'dist', 'cli.js');
const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');

/** An `npx` that knows this package as it was built, and Playwright; `serve` takes the port that it is given. */
const npx = `#!/usr/bin/env bash
name=$1; shift
case "$name" in
  docs-handshake)
    [ "\${1:-}" = serve ] && set -- "$@" --port "$MOCK_PORT"
    exec "${process.execPath}" "${command}" "$@" ;;
  playwright) exec "${process.execPath}" "${playwright}" "$@" ;;
  *) echo "npx $name is not for this test" >&2; exit 127 ;;
esac
`;

const defaultOrigin = 'http://localhost:4747';

const asksSession = ({ text }: Block): boolean => text.includes('--session-url');

/** Where a block's command says that the flow sends readers. */
const originIn = ({ text, words }: Block): string =>
  words.find((word) => word.startsWith('origin='))?.slice('origin='.length) ??
  /(?:--docs-origin |DOCS_HANDSHAKE_DOCS_ORIGIN=)(\S+)/.exec(text)?.[1] ??
  defaultOrigin;

/** A block as a script for bash. */
function scriptOf({ language, text }: Block): string {
  if (language === 'js') return 'node use.mjs';
  if (language !== 'yaml') return text;
  // A folded text (`>-`) is one line.
  const folded = text.replace(
    />-\n((?: {4}.*\n)+)/g,
    (_all, lines: string) => `${lines.trim().replace(/\n */g, ' ')}\n`,
  );
  const steps = [...folded.matchAll(/^- run: (.*)$/gm)].map((match) => match[1] ?? '');
  return steps.filter((step) => step.includes('docs-handshake')).join('\n');
}

/** The variables that a pipeline step sets, its secrets taken from `secrets` by the variable's name. */
function variablesOf(
  { language, text }: Block,
  secrets: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (language !== 'yaml') return {};
  const set = [...text.matchAll(/^ +([A-Z_]+): (.*)$/gm)];
  return Object.fromEntries(
    set.map(([, name = '', value = '']) => [
      name,
      value.startsWith('${{') ? (secrets[name] ?? '') : value,
    ]),
  );
}

function prepare(block: Block, folder: string, here: (text: string) => string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin', 'npx'), npx);
  chmodSync(join(folder, 'bin', 'npx'), 0o755);
  if (block.language === 'js') writeFileSync(join(folder, 'use.mjs'), here(block.text));
  for (const { words, text } of blocks(pageAt(block.page))) {
    const file = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    if (file !== undefined && !file.includes('/')) writeFileSync(join(folder, file), here(text));
  }
}

/** The flow that a command starts by its file, as the page shows it. */
function writeStartedFlow(folder: string): void {
  const [express] = pageFlows;
  if (express === undefined) throw new Error('docs/login-flow.md has no flow.');
  writeFileSync(join(folder, express.file), shownFile(express.file));
}

/**
 * What a reader's own project has besides: a folder for results that is not the one of this run, and a browser where
 * Playwright has none.
 */
async function configurePlaywright(folder: string): Promise<void> {
  const found = await findBrowser(process.env);
  const launchOptions =
    found === undefined || found.from === 'playwright'
      ? {}
      : { executablePath: found.executable, env: found.env };
  const config = JSON.stringify({ outputDir: 'test-results', use: { launchOptions } });
  writeFileSync(join(folder, 'playwright.config.mjs'), `export default ${config};\n`);
}

async function openFlow(
  block: Block,
  folder: string,
  mockPort: number,
): Promise<RunningPageFlow | undefined> {
  const named = block.words.find((word) => /^flow(?:=|$)/.test(word));
  if (named === undefined) return undefined;
  const file = named?.split('=')[1] ?? pageFlows[0]?.file;
  const flow = shownFlows.find((each) => each.file === file);
  if (flow === undefined) throw new Error(`No page has a flow ${file}.`);
  const origin = block.words.includes('serve') ? `http://localhost:${mockPort}` : originIn(block);
  return openPageFlow(flow, folder, origin);
}

/** Runs a block in a folder of its own, as bash would, and gives what it left. */
export async function runBlock(block: Block, folder: string): Promise<Done> {
  const mockPort = await freePort();
  mkdirSync(folder, { recursive: true });
  const flow = await openFlow(block, folder, mockPort);
  const port = flow?.port ?? (await freePort());
  const password = flow?.password ?? randomBytes(12).toString('base64url');
  try {
    const here = (text: string): string =>
      text
        .replaceAll('localhost:3000', `localhost:${port}`)
        .replace('node_modules/docs-handshake/dist/', `'${join(root, 'dist')}'/`);
    prepare(block, folder, here);
    if (block.words.includes('start')) writeStartedFlow(folder);
    if (/npx playwright test (?!-c)/.test(block.text)) await configurePlaywright(folder);
    if (flow !== undefined) writeFileSync(join(folder, 'public-key.pem'), flow.keys.publicPem);
    const secrets = {
      DOCS_HANDSHAKE_KEY: flow?.keys.privateText.reveal() ?? '',
      DOCS_HANDSHAKE_PASSWORD: flow?.password ?? '',
    };
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      // A page shows what is printed at a desk; a step of a pipeline is run in one.
      GITHUB_ACTIONS: '',
      CI: block.language === 'yaml' ? 'true' : '',
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      // Playwright asks for colours on behalf of whatever its tests start.
      FORCE_COLOR: undefined,
      MOCK_PORT: String(mockPort),
      DEMO_PASSWORD: password,
      CLIENT_SECRET: flow?.secret ?? '',
      DOCS_HANDSHAKE_PASSWORD: flow?.password ?? '',
      ...(block.words.includes('browser') ? {} : { DOCS_HANDSHAKE_DRIVER: 'http' }),
      ...variablesOf(block, secrets),
    };
    // A page that asks a session API is opened, and no more: that takes a browser.
    const hands = block.words.some((word) => /^flow(?:=|$)/.test(word)) && !asksSession(block);
    const visit = hands
      ? readAndLogIn(mockPort, flow?.password ?? '')
      : async (): Promise<void> => void (await fetch(`http://127.0.0.1:${mockPort}/`));
    return await runScript(here(scriptOf(block)), folder, env, stayOf(block, folder, visit));
  } finally {
    flow?.close();
  }
}

/** What is done with a command that runs until it is interrupted. */
interface Stay {
  /** What it says when it is ready, and again when it has answered what was done. */
  readonly says: string;
  readonly times: number;
  readonly does: () => Promise<void>;
}

/** How a block stays; undefined for one that ends by itself. */
function stayOf({ words }: Block, folder: string, visit: () => Promise<void>): Stay | undefined {
  if (words.includes('serve')) return { says: 'Ctrl-C stops it.', times: 1, does: visit };
  if (!words.includes('watch')) return undefined;
  const change = async (): Promise<void> => {
    appendFileSync(join(folder, pageFlows[0]?.file ?? ''), '\n');
  };
  return { says: 'Ctrl-C ends it.', times: 2, does: change };
}

/** Runs a script; one that stays is interrupted once something has been done with it. */
async function runScript(
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  stay: Stay | undefined,
): Promise<Done> {
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd, env, detached: true });
  let said = '';
  shell.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
  shell.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  const ended = new Promise<number | null>((resolve) => shell.once('close', resolve));
  if (stay !== undefined) {
    const heard = async (times: number): Promise<void> => {
      const has = (): boolean => said.split(stay.says).length > times;
      for (let tries = 0; tries < 300 && !has(); tries += 1) await pause(100);
    };
    try {
      await heard(1);
      await stay.does();
      await heard(stay.times);
      await pause(300);
    } finally {
      if (shell.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid, 'SIGINT');
    }
  }
  return { code: await ended, said };
}
