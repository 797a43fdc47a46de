import type { Configuration } from '../configuration/configuration.js';
import type { Io } from '../configuration/io.js';
import type { Report } from '../protocol/report.js';
import { openProgress } from './progress.js';
import { deliver } from './reporting.js';
import type { ReportRequest } from './reporting.js';
import { writeRecording } from './results/recording-file.js';

/** What is made of a run besides its report. */
export interface Wanted {
  readonly requests: readonly ReportRequest[];
  readonly verbose: boolean;
  /** The path of a recording, absolute. */
  readonly recording?: string;
}

/** Runs a configuration with progress on stderr, then writes the reports and the recording. */
export async function judged(
  configuration: Configuration,
  { requests, verbose, recording }: Wanted,
  io: Io,
): Promise<Report> {
  const { run } = await import('../runner/run.js');
  const progress = openProgress(io);
  try {
    const report = await run(configuration, {
      progress: progress.line,
      env: io.env,
      targetLine: (line) => {
        progress.clear();
        io.stderr.write(`${line}\n`);
      },
      ...(io.signal && { signal: io.signal }),
      ...(recording !== undefined && {
        recorded: (made) => writeRecording(made, recording),
      }),
    });
    progress.clear();
    deliver(report, requests, io, verbose);
    if (recording !== undefined) {
      io.stderr.write(
        `docs-handshake: Recorded in ${recording}. Tokens are whole in it; passwords, cookies and keys are not.\n`,
      );
    }
    return report;
  } finally {
    progress.clear();
  }
}
