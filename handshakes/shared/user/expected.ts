import { hasToken } from '../../../protocol/handshake.js';
import { isObject, type JsonObject } from '../../../protocol/json.js';
import type { Mutant } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { met, notApplicable, notReached, unmet, type Finding } from '../../../protocol/verdict.js';
import { onEachUser } from '../each-user.js';
import { claimsChange } from '../mutants.js';
import { capital, quoted } from '../sentences.js';
import type { UserTexts } from '../texts.js';

/** A JSON value with the members of its objects in alphabetical order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

const listed = (values: readonly string[]): string =>
  values.length === 0 ? 'none' : values.map(quoted).join(', ');

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string');

/** What says who reads, as a sentence names it. */
interface Words {
  /** Of whichever user. */
  readonly ofUser: string;
  readonly thing: 'token' | 'answer';
  readonly when: string;
}

const wordsOf = ({ facts }: UserTexts): Words =>
  hasToken(facts)
    ? { ofUser: 'a user’s token', thing: 'token', when: 'at the time of signing' }
    : { ofUser: 'the answer for a user', thing: 'answer', when: 'at the time of the request' };

/** What one user was given. */
interface Given {
  readonly value: unknown;
  readonly who: string;
  readonly thing: Words['thing'];
}

function judgeGroups(wanted: readonly string[], { value, who, thing }: Given): Finding {
  const found: unknown = value === undefined ? [] : value;
  if (!isTexts(found)) {
    return notReached(`groups of ${who} is not an array of strings: see user-groups.`);
  }
  const missing = wanted.filter((group) => !found.includes(group));
  const excess = found.filter((group) => !wanted.includes(group));
  if (missing.length + excess.length === 0) return met;
  const parts = [
    ...(missing.length > 0 ? [`lacks ${listed(missing)}`] : []),
    ...(excess.length > 0 ? [`has ${listed(excess)} beyond them`] : []),
  ];
  return unmet(
    `The groups of ${who} are those of --expect: ${listed(wanted)}.`,
    `The ${thing} ${parts.join(' and ')}.`,
  );
}

function judgeContent(wanted: JsonObject, { value, who, thing }: Given): Finding {
  const content = value === undefined ? {} : value;
  if (!isObject(content)) {
    return notReached(`content of ${who} is not an object: see user-content.`);
  }
  const wrong = Object.keys(wanted).filter(
    (name) => canonical(wanted[name]) !== canonical(content[name]),
  );
  const [name] = wrong;
  return name === undefined
    ? met
    : unmet(
        `The content of ${who} holds what --expect says: ${name} is ${quoted(wanted[name])}.`,
        name in content
          ? `The ${thing} says ${quoted(content[name])}.`
          : `The ${thing} has no content.${name}.`,
      );
}

const wrongGroups: Mutant = {
  name: 'wrong-groups',
  change: claimsChange(() => ({ groups: ['everybody'] })),
};

/** A token is made when the form comes in, and whenever the reader comes back. */
const wrongAfterSignIn: Mutant = {
  name: 'wrong-groups-after-sign-in',
  change: claimsChange((claims, { method }) => ({
    groups: method === 'POST' ? ['everybody'] : claims['groups'],
  })),
};

const wrongContent: Mutant = {
  name: 'wrong-content',
  change: claimsChange((claims) => ({
    content: { ...(isObject(claims['content']) ? claims['content'] : {}), firstName: 'Reader' },
  })),
};

/** What `--expect` says of each user. */
export const userExpected = (texts: UserTexts): UndatedRequirement => {
  const { ofUser, thing, when } = wordsOf(texts);
  return requirement({
    id: 'user-expected',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: `${capital(ofUser)} carries the groups and the content that were expected`,
    why: 'With the wrong groups a reader sees pages that are not theirs, or misses those that are.',
    fix: `Look up groups and content for the user who signed in, ${when}; or correct the file of --expect.`,
    ...onEachUser,
    moot: ({ expect }) =>
      expect === undefined
        ? {
            reason: `Nothing was expected: say with --expect what ${ofUser} must carry.`,
            wants: 'expect',
          }
        : undefined,
    check: ({ user }, context) => {
      const who = context.visit.user === 'second' ? context.secondUsername : context.username;
      const wanted = who === undefined ? undefined : context.expect?.[who];
      if (who === undefined || wanted === undefined) {
        return notApplicable(
          `The file of --expect says nothing about ${who ?? 'this user'}.`,
          'expect',
        );
      }
      const groups =
        wanted.groups === undefined
          ? met
          : judgeGroups(wanted.groups, { value: user['groups'], who, thing });
      if (groups.is !== 'met' || wanted.content === undefined) return groups;
      return judgeContent(wanted.content, { value: user['content'], who, thing });
    },
    brokenBy: hasToken(texts.facts)
      ? [wrongGroups, wrongContent, wrongAfterSignIn]
      : [wrongGroups, wrongContent],
  });
};
