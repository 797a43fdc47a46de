import { openService, readService, type Service } from '../api/service.js';
import type { Io } from '../configuration/io.js';
import type { OptionsOf } from '../configuration/options.js';
import { withToken } from '../mock-host/inspector/anchor.js';
import { withFingerprint } from '../protocol/jose/verification-key.js';
import type { ExitCode } from '../protocol/report.js';
import { levelIn } from '../protocol/requirement.js';
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
      ...expectations(service, host.origin),
      `Clock leeway: ${leewaySeconds} s (--leeway). A token logs in ${replayProtection ? 'once' : 'as often as it comes (--no-replay-check)'}.`,
      `Inspector: ${withToken(host.control.inspectorUrl, host.control.token)}`,
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

/** What the login flow has to keep to, as this host judges it: a line each. */
function expectations(service: Service, origin: string): readonly string[] {
  const { handshake, edition, keys, docs } = service;
  const { facts, requirements } = handshake;
  const docsPath = docs?.docsPath ?? '';
  const wantsHost = requirements.some(
    (item) => item.members?.includes('host') === true && levelIn(item, edition.id) === 'must',
  );
  const at =
    facts.callbackPath === undefined
      ? `any page below ${origin}${docsPath}/`
      : origin + facts.callbackPath;
  const carried = facts.carrier.by === 'fragment' ? '#<JWT>' : `?${facts.carrier.name}=<JWT>`;
  const named = keys.value.filter((key) => key.algorithm === facts.algorithm).map(withFingerprint);
  return [
    `  Docs       ${origin}${docsPath}/`,
    `  Callback   ${at}, as ${carried}`,
    `  host       ${wantsHost ? `"${new URL(origin).hostname}", a claim of the token` : 'not asked for in this edition'}`,
    `  Algorithm  ${facts.algorithm}`,
    '  exp        at most now in UTC epoch seconds + 10; a token that lives longer is taken with a remark',
    `  Key        ${named.join(', ')}`,
  ];
}

/** Waits for the first Ctrl-C; without a signal, for ever. */
function interruption(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
