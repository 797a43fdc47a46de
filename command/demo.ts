import { createPrivateKey, createPublicKey } from 'node:crypto';
import { chooseDriver } from '../configuration/configuration.js';
import type { Io } from '../configuration/io.js';
import { readKeyFile } from '../configuration/key-files.js';
import { chooseEdition, chooseHandshake } from '../configuration/selection.js';
import type { FlowKeys } from '../fixtures/reference/keys.js';
import { handshakes } from '../handshakes/registry.js';
import { Failure } from '../protocol/failure.js';
import type { HandshakeFacts } from '../protocol/handshake.js';
import type { ExitCode } from '../protocol/report.js';
import { seal } from '../protocol/secrecy/sealed.js';
import { judge } from './check.js';
import { referenceConfiguration, referenceDocsOrigin } from './reference-configuration.js';
import { chooseReports } from './reporting.js';

/** The options of `demo` as the parser gives them. */
export interface DemoOptions {
  readonly handshake?: string;
  readonly edition?: string;
  readonly driver?: string;
  /** A private key file that the flow signs with. */
  readonly key?: string;
  readonly report?: readonly string[];
  readonly verbose?: boolean;
}

/** `demo`: starts the reference login flow and judges it as `check` would; the flow is stopped in the end. */
export async function demo(options: DemoOptions, io: Io): Promise<ExitCode> {
  const requests = await chooseReports(options.report ?? [], io);
  const chosen = chooseHandshake(await handshakes(), options.handshake);
  // Refused before anything is started.
  chooseDriver(options.driver);
  chooseEdition(chosen, options.edition);
  const keys =
    options.key === undefined ? undefined : await signingKeys(options.key, chosen.facts, io);
  const { openReferenceFlow } = await import('../fixtures/reference/flow.js');
  const flow = await openReferenceFlow({
    handshake: chosen.facts.id,
    docsOrigin: referenceDocsOrigin,
    ...(keys && { keys }),
  });
  try {
    const [first, second] = flow.users;
    io.stderr.write(
      `The reference login flow runs at ${flow.loginUrl}\n` +
        `with two users, ${first.username} and ${second.username}.\n`,
    );
    const configuration = await referenceConfiguration(flow, options, io.cwd);
    return await judge(configuration, requests, options.verbose ?? false, io);
  } finally {
    await flow.close();
  }
}

/** The flow's keys with one's own in place of the first. */
async function signingKeys(
  path: string,
  { id, algorithm }: HandshakeFacts,
  io: Io,
): Promise<FlowKeys> {
  const { makeFlowKeys } = await import('../fixtures/reference/keys.js');
  const [key] = await readKeyFile('--key', path, io.cwd);
  const pem = key?.privateText?.[0]?.reveal();
  if (pem === undefined) {
    throw new Failure(
      'key',
      `--key ${path} is a public key: the flow signs, so give the private one.`,
    );
  }
  if (key?.algorithm !== algorithm) {
    throw new Failure('key', `--key ${path} does not fit: ${id} signs with ${algorithm}.`);
  }
  const privateKey = createPrivateKey(pem);
  const own = {
    algorithm,
    privatePem: seal(pem),
    publicPem: key.publicPem,
    privateKey,
    publicKey: createPublicKey(privateKey),
  };
  return { ...makeFlowKeys(algorithm), own };
}
