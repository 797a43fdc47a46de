import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Io } from '../configuration/io.js';
import { readKeyFile, readSecretFile } from '../configuration/key-files.js';
import type { OptionsOf } from '../configuration/options.js';
import { chooseEdition, chooseHandshake, chooseWord } from '../configuration/selection.js';
import { badKey, the } from '../configuration/setting-failure.js';
import type { FlowKeys } from '../fixtures/reference/keys.js';
import { handshakes } from '../handshakes/registry.js';
import { tokenFactsOf, type TokenFacts } from '../protocol/handshake.js';
import type { ExitCode } from '../protocol/report.js';
import { seal } from '../protocol/secrecy/sealed.js';
import { judged } from './judged.js';
import { referenceConfiguration, referenceDocsOrigin } from './reference-configuration.js';
import { chooseReports } from './reporting.js';

/** `demo`: starts the reference login flow and judges it as `check` would; the flow is stopped in the end. */
export async function demo(options: OptionsOf<'demo'>, io: Io): Promise<ExitCode> {
  const requests = await chooseReports(options.report ?? [], io, options.reportLocation);
  const chosen = chooseHandshake(await handshakes(), options.handshake);
  // Refused before anything is started.
  chooseWord('driver', options.driver);
  chooseEdition(chosen, options.edition);
  const keys =
    options.key === undefined
      ? undefined
      : await signingKeys(options.key, tokenFactsOf(chosen.facts), io);
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
    const wanted = { requests, verbose: options.verbose ?? false };
    return (await judged(configuration, wanted, io)).exitCode;
  } finally {
    await flow.close();
  }
}

/** The flow's keys with one's own in place of the first. */
async function signingKeys(path: string, { id, algorithm }: TokenFacts, io: Io): Promise<FlowKeys> {
  const { makeFlowKeys, makeSecret } = await import('../fixtures/reference/keys.js');
  if (algorithm === 'HS256') {
    const { privateText } = await readSecretFile(path, io.cwd);
    return { ...makeFlowKeys(algorithm), own: makeSecret(privateText[0]?.reveal()) };
  }
  const [key] = await readKeyFile(the('key'), path, io.cwd);
  const pem = key?.privateText?.[0]?.reveal();
  if (pem === undefined) {
    throw badKey`${the('key')} ${path} is a public key: the flow signs, so give the private one.`;
  }
  if (key?.algorithm !== algorithm) {
    throw badKey`${the('key')} ${path} does not fit: ${id} signs with ${algorithm}.`;
  }
  const privateKey = createPrivateKey(pem);
  const own = {
    algorithm,
    privateText: seal(pem),
    publicPem: key.publicPem,
    privateKey,
    publicKey: createPublicKey(privateKey),
  };
  return { ...makeFlowKeys(algorithm), own };
}
