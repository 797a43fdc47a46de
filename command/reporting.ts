import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileReason, unwritable } from '../configuration/files.js';
import { inColour } from '../configuration/io.js';
import type { Environment, Io, Output } from '../configuration/io.js';
import { didYouMean } from '../configuration/misspelt.js';
import { the, usage } from '../configuration/setting-failure.js';
import { mask } from '../protocol/secrecy/masking.js';
import type { Report, RunReport } from '../protocol/report.js';
import { tame } from '../reports/parts/clean-text.js';
import { rendered } from '../reports/format.js';
import { formats } from '../reports/index.js';
import type { ReportFormat, ReportView } from '../reports/index.js';
import { textWidth, usualWidth } from './text-width.js';
import { reportLocation } from './results/report-location.js';

/** One `--report <format>[=<path>]`, checked. */
export interface ReportRequest {
  readonly format: ReportFormat;
  /** Absolute; absent for stdout. */
  readonly path?: string;
  /** The file of the repository at which findings are shown; absent where none was given. */
  readonly location?: string;
}

/** In columns: a page that is narrower would hold a word a line. */
const narrowest = 40;

/** Switches a report off that would be on by itself. */
const off = 'no-github';

/** The reports to make: the terminal's where none is named, and GitHub's in its CI, unless it is switched off. */
function wanted(values: readonly string[], env: Environment): readonly string[] {
  const named = values.filter((value) => value !== off);
  const asked = named.length === 0 ? ['terminal'] : named;
  const itself = env['GITHUB_ACTIONS'] === 'true' && !values.includes(off);
  return itself && !asked.includes('github') ? [...asked, 'github'] : asked;
}

/**
 * Reads the `--report` options; a path that cannot be written is found before anything runs.
 *
 * @param location `--report-location` as it was typed
 * @throws Failure `usage`
 */
export async function chooseReports(
  values: readonly string[],
  io: Io,
  location?: string,
): Promise<readonly ReportRequest[]> {
  const place = location === undefined ? {} : { location: reportLocation(location, io.cwd) };
  const requests: ReportRequest[] = [];
  for (const value of wanted(values, io.env)) {
    const [name = '', ...rest] = value.split('=');
    const load = Object.hasOwn(formats, name) ? formats[name] : undefined;
    if (load === undefined) {
      const known = [...Object.keys(formats), off];
      throw usage`${the('report')} must be ${known.slice(0, -1).join(', ')} or ${off}, with =<path> behind it if it goes to a file.${didYouMean(name, known)}`;
    }
    const format = await load();
    if (format.appendix !== undefined && rest.length > 0) {
      throw usage`${the('report')} ${name} takes no path: it writes to the log, and to the file that ${format.appendix.variable} names.`;
    }
    if (format.needsLocation === true && location === undefined) {
      throw usage`${the('report')} ${name} needs ${the('reportLocation', '<file>')}: its readers refuse what stands at no file of the repository.`;
    }
    const path = rest.length === 0 ? undefined : checkedPath(rest.join('='), io.cwd);
    requests.push({ format, ...(path !== undefined && { path }), ...place });
  }
  refuseCollisions(requests);
  return requests;
}

/** @throws Failure `usage` where two of these would write to one place */
export function refuseCollisions(requests: readonly ReportRequest[]): void {
  const paths = requests.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) {
    throw usage`${the('report')} writes two reports to ${twice}: give each a file of its own.`;
  }
  const plain = requests.filter(({ path }) => path === undefined).map(({ format }) => format);
  const formal = plain.filter(({ shares }) => shares !== true);
  if (formal.length > 1 || new Set(plain).size < plain.length) {
    throw usage`${the('report')} sends two reports to stdout: give all but one a =<path>.`;
  }
}

function checkedPath(path: string, cwd: string): string {
  if (path === '') throw usage`${the('report')} needs a path after the =.`;
  const target = resolve(cwd, path);
  const reason = unwritable(target, true);
  if (reason === undefined) return target;
  throw usage`${the('report')} cannot write ${path}: ${reason}.`;
}

/** How a report in a file, or appended to one, is looked at. */
const filed = (request: ReportRequest, verbose: boolean): ReportView => ({
  columns: usualWidth,
  colour: false,
  verbose,
  ...(request.location !== undefined && { location: request.location }),
});

/** How something is looked at where it is written right away: as wide as that is, and in its colours. */
export function viewOf(output: Output, { env }: Io, verbose: boolean): ReportView {
  const columns = Math.max(narrowest, textWidth(output.columns));
  return { columns, colour: inColour(output, env), verbose };
}

const shown = (request: ReportRequest, output: Output, io: Io, verbose: boolean): ReportView => ({
  ...filed(request, verbose),
  ...viewOf(output, io, verbose),
});

/** Makes a file or adds to it; what goes wrong is said, since a verdict stands whether or not it could be filed. */
function attempt(write: () => void, name: string, path: string, io: Io): void {
  try {
    write();
  } catch (cause) {
    const reason = tame(mask(`${path}: ${unwritable(path, true) ?? fileReason(cause)}`));
    io.stderr.write(
      `docs-handshake: The ${name} report cannot be written to ${reason}. The verdict stands without it.\n`,
    );
  }
}

/** Adds to the file that the surroundings name, as much as it still takes. */
function append(
  { format, ...request }: ReportRequest,
  report: Report | RunReport,
  io: Io,
  verbose: boolean,
): void {
  const { appendix } = format;
  if (appendix === undefined) return;
  const path = io.env[appendix.variable] ?? '';
  if (path === '') {
    io.stderr.write(
      `docs-handshake: ${appendix.variable} is not set, so the ${format.name} report has no summary.\n`,
    );
    return;
  }
  attempt(
    () => {
      const before = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      const mostBytes = Math.max(0, appendix.mostBytes - before);
      const view = { ...filed({ format, ...request }, verbose), mostBytes };
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, rendered(appendix, report, view));
    },
    format.name,
    path,
    io,
  );
}

/**
 * Writes every report that was asked for, and makes the folders of its path. Beside a machine's report on stdout, those
 * that are read line by line go to stderr. A file that cannot be written is said on stderr and changes nothing.
 */
export function deliver(
  report: Report | RunReport,
  requests: readonly ReportRequest[],
  io: Io,
  verbose: boolean,
): void {
  const taken = requests.some(({ format, path }) => path === undefined && format.shares !== true);
  for (const request of requests) {
    const { format, path } = request;
    if (path === undefined) {
      const output = taken && format.shares === true ? io.stderr : io.stdout;
      output.write(rendered(format, report, shown(request, output, io, verbose)));
      append(request, report, io, verbose);
      continue;
    }
    attempt(
      () => {
        const text = rendered(format, report, filed(request, verbose));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      },
      format.name,
      path,
      io,
    );
  }
}
