import type { Io } from '../configuration/io.js';
import { readKeyFile } from '../configuration/key-files.js';
import { optionOf } from '../configuration/options.js';
import type { OptionsOf } from '../configuration/options.js';
import { chooseHandshake } from '../configuration/selection.js';
import { the, words } from '../configuration/setting-failure.js';
import { newKeyText } from '../configuration/start/made-key.js';
import { writePrivateFile } from '../configuration/start/private-file.js';
import { handshakes } from '../handshakes/registry.js';
import { Failure } from '../protocol/failure.js';
import { tokenFactsOf } from '../protocol/handshake.js';
import { readKeys } from '../protocol/jose/keys.js';
import type { ExitCode } from '../protocol/report.js';

/**
 * `keys new`: makes a key pair, or a shared secret where the handshake has one. The file holds the private key as PKCS#8
 * PEM (RFC 5958), or the secret. Stdout gets the same key as one line for an env file: the one place where a private key is printed, because that is
 * what was asked for. Everything for the reader goes to stderr.
 */
export async function keysNew(options: OptionsOf<'keys new'>, io: Io): Promise<ExitCode> {
  const facts = tokenFactsOf(chooseHandshake(await handshakes(), options.handshake).facts);
  const path = options.out ?? optionOf('out').default ?? '';
  const force = options.force ?? false;
  const text = newKeyText(facts);
  const place = {
    setting: 'out' as const,
    path,
    cwd: io.cwd,
    force,
    instead: words`name another file, or replace it with ${the('force')}`,
  };
  if (facts.keyForm === 'shared-secret') {
    await writePrivateFile(place, `${text}\n`);
    io.stderr.write(
      `Wrote the shared secret (for ${facts.id}) to ${path}: keep it out of version control.\n` +
        'The same as one line for an env file:\n\n',
    );
    io.stdout.write(`DOCS_HANDSHAKE_KEY="${text}"\n`);
    return 0;
  }
  await writePrivateFile(place, text);
  const reading = await readKeys(text, path);
  if (!reading.ok) throw new Failure('broken', reading.problem);
  io.stderr.write(
    `Wrote the private key (${facts.curve}, for ${facts.id}) to ${path}: keep it out of version control.\n` +
      `Its public half:\n\n${reading.key.publicPem}\n` +
      'The private key as one line for an env file:\n\n',
  );
  io.stdout.write(`DOCS_HANDSHAKE_KEY="${text.replaceAll('\n', '\\n')}"\n`);
  return 0;
}

/** `keys public <file>`: prints the public half of each key in a file; its fingerprint goes to stderr. */
export async function keysPublic(
  path: string,
  options: OptionsOf<'keys public'>,
  io: Io,
): Promise<ExitCode> {
  for (const key of await readKeyFile('keys public', path, io.cwd)) {
    io.stdout.write(
      options.jwk === true ? `${JSON.stringify(key.publicJwk, null, 2)}\n` : key.publicPem,
    );
    io.stderr.write(`SHA-256 fingerprint: ${key.fingerprint}\n`);
  }
  return 0;
}
