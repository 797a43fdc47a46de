import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import type { RunningFlow } from '../../../../fixtures/reference/running-flow.js';
import type { Report } from '../../../../protocol/report.js';
import { argv, collectedIo } from '../collected-io.js';
import { oauthArguments, oauthSecrets } from './check-words.js';

/** Both handshakes in which a code is handed over. */
export const oauthHandshakes: readonly string[] = [
  'mintlify-oauth-authentication',
  'mintlify-oauth-personalization',
];

/** What a check made of a broken server. */
export interface JudgedCheck {
  readonly code: number;
  readonly report: Report;
  /** Every report and all that was said on the way. */
  readonly text: string;
}

const formats = ['terminal', 'html', 'markdown', 'junit'];
/** What a terminal would obey, and what turns a line around. */
const obeyed = new RegExp('[\\u0007\\u001b\\u202e]');

/**
 * Runs a check with a time-out of 1 s, and expects of it what every check owes: no secret, no stack trace, the exit code said,
 * and nothing that a page, a terminal or Markdown would take for its own.
 *
 * @param what names the case
 */
export async function judgedCheck(
  flow: RunningFlow,
  docsOrigin: string,
  what: string,
  {
    more,
    ...elsewhere
  }: { readonly token?: string; readonly info?: string; readonly more: readonly string[] },
): Promise<JudgedCheck> {
  const folder = test.info().outputPath();
  mkdirSync(folder, { recursive: true });
  const secrets = oauthSecrets(flow);
  const io = collectedIo({ cwd: folder, env: { ...secrets, DOCS_HANDSHAKE_TIMEOUT: '1' } });
  const files = formats.flatMap((format) => ['--report', `${format}=report.${format}`]);
  const words = oauthArguments(flow, docsOrigin, elsewhere);
  const code = await main(argv(...words, '--report', 'json', ...files, ...more), io);
  const texts = formats.map((format) =>
    readFileSync(test.info().outputPath(`report.${format}`), 'utf8'),
  );
  const [terminal = '', html = '', markdown = ''] = texts;
  const text = [io.out(), io.err(), ...texts].join('\n');
  for (const secret of Object.values(secrets)) {
    expect.soft(text.includes(secret), `${what}: a secret`).toBe(false);
  }
  expect.soft(io.err(), what).not.toMatch(/\n\s+at \S+:\d+|node:internal/);
  expect.soft(text, `${what}: control characters`).not.toMatch(obeyed);
  expect.soft(html, `${what}: HTML`).not.toMatch(/<(?:img src=x|script>alert)/);
  expect.soft(markdown, `${what}: Markdown`).not.toMatch(/(?<!\\)<(?:img|script)|\]\(javascript:/);
  expect.soft(terminal.replace(/\s+/g, ' '), what).toContain(`Exit code ${code}`);
  return { code, report: JSON.parse(io.out()) as Report, text };
}

/** The rows that fell or are noted, with their outcomes. */
export const fallen = ({ verdicts }: Report): readonly string[] =>
  verdicts
    .filter(({ outcome }) => ['fail', 'warn', 'note', 'error'].includes(outcome))
    .map(({ id, outcome }) => `${id} ${outcome}`);

/** What a row says of the login flow; empty where it says nothing. */
export const saidBy = ({ verdicts }: Report, row: string): string =>
  verdicts.find(({ id }) => id === row)?.actual ?? '';
