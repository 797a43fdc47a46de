import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileReason, unwritable } from '../configuration/files.js';
import { inColour } from '../configuration/io.js';
import type { Io, Output } from '../configuration/io.js';
import { didYouMean } from '../configuration/misspelt.js';
import { settingFailure, the, usage, words } from '../configuration/setting-failure.js';
import type { Report } from '../protocol/report.js';
import { formats } from '../reports/index.js';
import type { ReportFormat } from '../reports/index.js';

/** One `--report <format>[=<path>]`, checked. */
export interface ReportRequest {
  readonly format: ReportFormat;
  /** Absolute; absent for stdout. */
  readonly path?: string;
}

const widest = 100;
const narrowest = 40;

/**
 * Reads the `--report` options; a path that cannot be written is found before anything runs.
 *
 * @throws Failure `usage`
 */
export async function chooseReports(
  values: readonly string[],
  io: Io,
): Promise<readonly ReportRequest[]> {
  const requests: ReportRequest[] = [];
  for (const value of values.length === 0 ? ['terminal'] : values) {
    const [name = '', ...rest] = value.split('=');
    const load = Object.hasOwn(formats, name) ? formats[name] : undefined;
    if (load === undefined) {
      const known = Object.keys(formats);
      throw usage`${the('report')} must be ${known.join(' or ')}, each with =<path> if it goes to a file.${didYouMean(name, known)}`;
    }
    const path = rest.length === 0 ? undefined : checkedPath(rest.join('='), io.cwd);
    requests.push({ format: await load(), ...(path !== undefined && { path }) });
  }
  const paths = requests.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) {
    throw usage`${the('report')} writes two reports to ${twice}: give each a file of its own.`;
  }
  const plain = requests.filter(({ path }) => path === undefined);
  const formal = plain.filter(({ format }) => format.name !== 'terminal');
  if (formal.length > 1 || plain.length - formal.length > 1) {
    throw usage`${the('report')} sends two reports to stdout: give all but one a =<path>.`;
  }
  return requests;
}

function checkedPath(path: string, cwd: string): string {
  if (path === '') throw usage`${the('report')} needs a path after the =.`;
  const target = resolve(cwd, path);
  const reason = unwritable(target, true);
  if (reason === undefined) return target;
  throw usage`${the('report')} cannot write ${path}: ${reason}.`;
}

function view(output: Output, io: Io, verbose: boolean): Parameters<ReportFormat['render']>[1] {
  const columns = Math.max(narrowest, Math.min(output.columns ?? 80, widest));
  return { columns, colour: inColour(output, io.env), verbose };
}

/**
 * Writes every report that was asked for, and makes the folders of its path. Beside a machine's report on stdout, the terminal report goes to stderr.
 *
 * @throws Failure `usage` where a file cannot be written after all
 */
export function deliver(
  report: Report,
  requests: readonly ReportRequest[],
  io: Io,
  verbose: boolean,
): void {
  const taken = requests.some(({ format, path }) => !path && format.name !== 'terminal');
  for (const { format, path } of requests) {
    if (path === undefined) {
      const output = taken && format.name === 'terminal' ? io.stderr : io.stdout;
      output.write(format.render(report, view(output, io, verbose)));
      continue;
    }
    const text = format.render(report, { columns: 80, colour: false, verbose });
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } catch (cause) {
      throw settingFailure(
        'usage',
        words`${the('report')} cannot write ${path}: ${fileReason(cause)}.`,
        { cause },
      );
    }
  }
}
