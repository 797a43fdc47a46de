import { hasToken } from '../../../protocol/handshake.js';
import type { JsonObject } from '../../../protocol/json.js';
import {
  requirement,
  type AtUser,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, noted, unmet, type Finding } from '../../../protocol/verdict.js';
import { onEachUser, whose } from '../each-user.js';
import { claimsChange, claimsChangeForSecond } from '../mutants.js';
import { capital, listed, quoted } from '../sentences.js';
import { meantField, userFields } from './field-names.js';
import type { UserTexts } from '../texts.js';
import { wrappers } from './wrapped.js';

/** Claims registered with IANA (JSON Web Token Claims, RFC 7519 §10.1) that login flows send along. */
const registered = new Set(
  `iss sub aud exp nbf iat jti name given_name family_name middle_name nickname preferred_username
  profile picture website email email_verified gender birthdate zoneinfo locale phone_number
  phone_number_verified address updated_at azp nonce auth_time at_hash c_hash acr amr sub_jwk cnf
  sid org scope client_id may_act act roles entitlements tenant tid`.split(/\s+/),
);

function judgeFields(user: JsonObject, { userPlace, facts }: UserTexts): Finding {
  const fields = userFields.filter((name) => name !== 'host' || hasToken(facts));
  const expected = `${listed(fields)} stand at the top of ${userPlace}, spelled so.`;
  const isField = (name: string): boolean => userFields.includes(name);
  for (const wrapper of wrappers) {
    const inner = user[wrapper];
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue;
    const inside = Object.keys(inner).filter((name) => isField(name) && !(name in user));
    if (inside.length > 0) {
      return unmet(
        expected,
        `${inside.join(', ')} stand inside ${quoted(wrapper)}, where they are not read.`,
      );
    }
  }
  const unknown = Object.keys(user).filter(
    (name) => !isField(name) && !registered.has(name) && !name.includes(':'),
  );
  for (const name of unknown) {
    const field = meantField(name);
    // A second name beside the right one is somebody's own claim, not a slip.
    if (field !== undefined && !(field in user)) {
      return unmet(
        expected,
        `${capital(userPlace)} has ${quoted(name)}; the field is called ${field}.`,
      );
    }
  }
  return unknown.length === 0
    ? met
    : noted(
        `The docs host ignores these members of ${userPlace}: ${unknown.map(quoted).join(', ')}.`,
      );
}

const userKnownFields = (texts: UserTexts): UndatedRequirement =>
  requirement({
    ...onEachUser,
    id: 'user-known-fields',
    level: 'should',
    class: 'documented',
    source: texts.sources.userFormat,
    title: 'The user fields stand at the top level under their own names',
    why: 'A misspelt or wrapped field is ignored without a word: the reader signs in and lacks groups or content.',
    fix: `Spell the members of ${texts.userPlace} as the User format does, and put them at its top level.`,
    onArrival: 'by-level',
    arrivalCases: ['other-shape'],
    check: whose(({ user }: AtUser) => judgeFields(user, texts)),
    brokenBy: [
      {
        name: 'wrapped-payload',
        change: claimsChange((claims) => ({
          groups: undefined,
          content: undefined,
          user: { groups: claims['groups'], content: claims['content'] },
        })),
      },
      {
        name: 'misspelt-groups',
        change: claimsChange((claims) => ({ groups: undefined, group: claims['groups'] })),
      },
      {
        name: 'swapped-letters',
        change: claimsChange((claims) => ({ groups: undefined, gruops: claims['groups'] })),
      },
      {
        name: 'dropped-letter',
        change: claimsChange((claims) => ({ groups: undefined, grups: claims['groups'] })),
      },
    ],
  });

const anywhere = ['undefined', 'NaN', '[object Object]', '<nil>', '%!s(<nil>)', '(null)'];
/** Words that a reader's own texts may hold. */
const outsideContent = ['null', 'None', 'nil', ...anywhere];

/** The first string value that is or ends in a placeholder, with the path to it; undefined where there is none. */
function placeholder(
  value: unknown,
  path: string,
  words: readonly string[],
  depth = 0,
): string | undefined {
  if (typeof value === 'string') {
    const word = words.find((each) => value === each || value.endsWith(` ${each}`));
    return word === undefined
      ? undefined
      : `${path} ${value === word ? 'is' : 'ends in'} "${word}".`;
  }
  if (typeof value !== 'object' || value === null || depth > 32) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const inContent = path === '' && name === 'content';
    const found = placeholder(
      inner,
      path === '' ? name : `${path}.${name}`,
      inContent ? anywhere : words,
      depth + 1,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

const userNoPlaceholder: UndatedRequirement = requirement({
  ...onEachUser,
  id: 'user-no-placeholder',
  level: 'should',
  class: 'practice',
  source: {
    document: 'Public login flows examined: "Bearer undefined" seen in the wild',
    from: '2026-08',
  },
  title: 'No value is a placeholder of a programming language',
  why: 'A value such as "Bearer undefined" was meant to be something else; the reader sees it, or an API refuses it.',
  fix: 'Leave a member out when its value is missing, rather than turning undefined, null or None into text.',
  onArrival: 'by-level',
  check: whose(({ user }: AtUser) => {
    const found = placeholder(user, '', outsideContent);
    return found === undefined
      ? met
      : unmet('No value is undefined, null, None, nil, NaN or [object Object] as text.', found);
  }),
  brokenBy: [
    {
      name: 'bearer-undefined',
      change: claimsChange(() => ({
        apiPlaygroundInputs: { header: { Authorization: 'Bearer undefined' } },
      })),
    },
    {
      name: 'bearer-none-for-second-user',
      change: claimsChangeForSecond({
        apiPlaygroundInputs: { header: { Authorization: 'Bearer None' } },
      }),
    },
    {
      name: 'bearer-nil',
      change: claimsChange(() => ({
        apiPlaygroundInputs: { header: { Authorization: 'Bearer <nil>' } },
      })),
    },
  ],
});

/** The rows about names and values of the payload. */
export const fieldRequirements = (texts: UserTexts): readonly UndatedRequirement[] => [
  userKnownFields(texts),
  userNoPlaceholder,
];
