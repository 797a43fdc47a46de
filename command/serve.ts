import { openService, readService } from '../api/service.js';
import type { Io } from '../configuration/io.js';
import type { OptionsOf } from '../configuration/options.js';
import type { ExitCode } from '../protocol/report.js';
import { wayToDocs } from './way-to-docs.js';

/** `serve`: the mock docs host, until it is interrupted. A line per event on stdout. */
export async function serve(options: OptionsOf<'serve'>, io: Io): Promise<ExitCode> {
  const service = await readService(options, io);
  const { host, certificate } = await openService(service);
  try {
    const { describeEvent } = await import('../mock-host/mock-host.js');
    for (const event of host.events()) io.stdout.write(`${describeEvent(event)}\n`);
    host.onEvent((event) => io.stdout.write(`${describeEvent(event)}\n`));
    const { leewaySeconds, replayProtection } = service;
    const lines = [
      `The mock docs host for ${service.handshake.facts.id} ${service.edition.id} listens on port ${host.port}.`,
      `Clock leeway: ${leewaySeconds} s (--leeway). A token logs in ${replayProtection ? 'once' : 'as often as it comes (--no-replay-check)'}.`,
      ...wayToDocs({
        host,
        docsPath: service.docs?.docsPath ?? '',
        ...(certificate && { certificate }),
      }),
    ];
    io.stderr.write(`${lines.join('\n')}\n`);
    await interruption(io.signal);
    return 0;
  } finally {
    await host.close();
  }
}

/** Waits for the first Ctrl-C; without a signal, for ever. */
function interruption(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
