import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import { didYouMean } from '../misspelt.js';
import { badKey, the, usage } from '../setting-failure.js';

/** What the placeholders stand for. */
interface Filling {
  readonly facts: HandshakeFacts;
  readonly keys: readonly VerificationKey[];
  readonly loginUrl: string;
  readonly docsAddress: string;
}

/** As POSIX spells names of variables that every shell can read. */
const variableName = /^[A-Za-z_]\w*$/;
const placeholder = /\{(\w+)\}/g;

/** The port of a URL, that of its scheme where it names none. */
function portOf(address: string): string {
  const { port, protocol } = new URL(address);
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}

const fitting = ({ keys, facts }: Filling): readonly VerificationKey[] =>
  keys.filter(({ algorithm }) => algorithm === facts.algorithm);

function privateKey(filling: Filling): string {
  const text = fitting(filling).flatMap(({ privateText = [] }) => privateText)[0];
  if (text !== undefined) return text.reveal();
  throw badKey`${the('startEnv')} has {privateKey}, and no private key was given: write ${the('key', 'new')}, or give the private half.`;
}

function publicKey(filling: Filling): string {
  if (filling.facts.keyForm === 'shared-secret') {
    throw usage`${the('startEnv')} has {publicKey}, but ${filling.facts.id} has a shared secret: write {privateKey}.`;
  }
  const [key] = fitting(filling);
  if (key !== undefined && key.algorithm !== 'HS256') return key.publicPem;
  throw badKey`${the('startEnv')} has {publicKey}, and no key was given: write ${the('key', 'new')}, or name a key file.`;
}

const fillings: Readonly<Record<string, (filling: Filling) => string>> = {
  docsOrigin: ({ docsAddress }) => docsAddress,
  privateKey,
  publicKey,
  port: ({ loginUrl }) => portOf(loginUrl),
};

/** Whether one of these variables is given the private key. */
export const usesPrivateKey = (texts: readonly string[]): boolean =>
  texts.some((text) => text.includes('{privateKey}'));

/**
 * Reads `NAME=text` and fills in what stands in braces. Values are not repeated in a message, as they may be secret.
 *
 * @throws Failure `usage` or `key`
 */
export function readStartVariables(
  texts: readonly string[],
  filling: Filling,
): readonly (readonly [name: string, value: Sealed])[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(at, 0)).trim();
    if (!variableName.test(name)) throw usage`${the('startEnv')} must look like NAME=text.`;
    const value = text.slice(at + 1).replace(placeholder, (all, word: string) => {
      const fill = Object.hasOwn(fillings, word) ? fillings[word] : undefined;
      if (fill !== undefined) return fill(filling);
      throw usage`${the('startEnv')} ${name} has ${all}, which stands for nothing.${didYouMean(word, Object.keys(fillings))}`;
    });
    return [name, sealAs(value)] as const;
  });
}
