import { hasToken } from '../../../protocol/handshake.js';
import {
  requirement,
  type AtUser,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, unmet } from '../../../protocol/verdict.js';
import { onEachUser, whose } from '../each-user.js';
import { claimsChange } from '../mutants.js';
import { capital, quoted } from '../sentences.js';
import { rfc } from '../sources.js';
import type { UserTexts } from '../texts.js';

const secretNames =
  /^(?:password|passwd|pwd|hash|salt|secret|private_?key|session_?(?:id|token)|sessid|refresh_?token|access_?token)$/i;
const secretValues =
  /^\$2[aby]\$\d\d\$|^\$argon2|^\$scrypt\$|^pbkdf2[_:$]|-----BEGIN [A-Z ]*PRIVATE KEY-----|^s:[A-Za-z0-9_-]{20,}\./;

/** The path of the first member that looks like a secret; undefined where there is none. */
function secretIn(value: unknown, path: string, depth = 0): string | undefined {
  if (typeof value === 'string') return secretValues.test(value) ? path : undefined;
  if (typeof value !== 'object' || value === null || depth > 32) return undefined;
  // A playground input is meant to be used as a credential by the reader.
  if (path === 'apiPlaygroundInputs') return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (secretNames.test(name) && typeof inner === 'string' && inner !== '') return at;
    const found = secretIn(inner, at, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What everybody can read who looks into the browser. */
export const userNoSecrets = (texts: UserTexts): UndatedRequirement => {
  const { userPlace } = texts;
  const inToken = hasToken(texts.facts);
  return requirement({
    ...onEachUser,
    id: 'user-no-secrets',
    ...(inToken && { inLocation: true }),
    level: 'info',
    class: inToken ? 'rfc' : 'practice',
    source: inToken ? rfc(7519, '12') : texts.sources.userFormat,
    title: `Nothing in ${userPlace} looks like a secret`,
    why: `${capital(userPlace)} is readable by everything that runs in the reader's browser.`,
    fix: 'Put only the fields that the docs display into content, not the whole user record.',
    check: whose(({ user }: AtUser) => {
      const found = secretIn(user, '');
      return found === undefined
        ? met
        : unmet(
            `${capital(userPlace)} holds nothing secret.`,
            `${quoted(found)} looks like a secret.`,
          );
    }),
    brokenBy: [
      {
        name: 'password-hash',
        change: claimsChange((claims) => ({
          content: {
            ...(claims['content'] as object),
            passwordHash: '$2b$12$abcdefghijklmnopqrstuv',
          },
        })),
      },
    ],
  });
};
