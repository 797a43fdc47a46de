import { generateKeyPairSync } from 'node:crypto';
import { configurationFrom } from '../../../configuration/configure.js';
import type { Configuration } from '../../../configuration/configuration.js';
import type { Settings } from '../../../configuration/settings.js';
import { Failure } from '../../../protocol/failure.js';

/** A new key as PEM. */
export const pem = (type: 'ed25519' | 'P-256', half: 'private' | 'public'): string => {
  const pair =
    type === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return half === 'private'
    ? pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    : pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
};

/** A login URL that nothing listens at. */
export const loginUrl = 'https://foo.example/docs-login';
/** The second handshake. */
export const personalization = 'mintlify-personalization';

/** The configuration, or the failure's code and sentence. */
export async function outcome(
  settings: Settings,
  env: NodeJS.ProcessEnv = {},
  cwd: string = process.cwd(),
): Promise<Configuration | string> {
  try {
    return await configurationFrom({ loginUrl, ...settings }, { env, cwd });
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
}
