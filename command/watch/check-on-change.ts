import type { Environment, Io } from '../../configuration/io.js';
import { openFileWatcher } from '../../configuration/live/file-watcher.js';
import type { OpenFileWatcher } from '../../configuration/live/file-watcher.js';
import { the, usage } from '../../configuration/setting-failure.js';
import { isOn } from '../../configuration/settings.js';
import type { ExitCode } from '../../protocol/report.js';
import type { CheckWords } from '../check.js';
import { watchAndJudge } from './watch.js';
import type { Prepared } from './watch.js';

/** Refuses what is made of one run, and a run that nobody would end. @throws Failure `usage` */
function refuseBesideWatch({ record, updateBaseline: update }: CheckWords, env: Environment): void {
  for (const [setting, given] of [
    ['record', record],
    ['updateBaseline', update],
  ] as const) {
    if (given === undefined) continue;
    throw usage`${the(setting)} is for one run, and ${the('watch')} makes many: leave one of them out.`;
  }
  if (isOn(env, 'CI')) {
    throw usage`${the('watch')} runs until somebody ends it, and CI is set: leave it out in a pipeline.`;
  }
}

/**
 * `check --watch`: judges again after each change.
 *
 * @param prepare reads the settings, anew each time
 * @param open how files are watched; by default by the system
 * @throws Failure `usage` for what is of one run, and for a report that programs read on standard output
 */
export async function checkOnChange(
  paths: readonly string[],
  options: CheckWords,
  prepare: () => Promise<Prepared>,
  io: Io,
  open: OpenFileWatcher = openFileWatcher,
): Promise<ExitCode> {
  refuseBesideWatch(options, io.env);
  const refusing = async (): Promise<Prepared> => {
    const prepared = await prepare();
    const formal = prepared.requests.find(
      ({ format, path }) => path === undefined && format.shares !== true,
    );
    if (formal === undefined) return prepared;
    const { name } = formal.format;
    throw usage`${the('watch')} writes to standard output after each change: write ${the('report', `${name}=<path>`)}.`;
  };
  return watchAndJudge({ paths, prepare: refusing, open }, io);
}
