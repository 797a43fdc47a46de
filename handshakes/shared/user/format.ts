import { hasToken } from '../../../protocol/handshake.js';
import { isObject } from '../../../protocol/json.js';
import type { Mutant } from '../../../protocol/plan.js';
import {
  requirement,
  type AtUser,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, notReached, unmet } from '../../../protocol/verdict.js';
import { onEachUser, whose } from '../each-user.js';
import { claimsChange, claimsChangeForSecond, nowSeconds } from '../mutants.js';
import { quoted, span, typeName } from '../sentences.js';
import { seconds, smallTime, smallTimes } from '../token/times.js';
import type { UserTexts } from '../texts.js';

/** The broken sample of the old text: two weeks without Date.now(), in seconds. */
const brokenSample = 1_209_600;
/** An example date that is often copied: 2025-01-01T00:00:00Z. */
const staleExample = 1_735_689_600;

function expiresAtFault(value: unknown, now: number): string | undefined {
  if (typeof value === 'string') {
    return /^\d{4}-\d\d-\d\d/.test(value)
      ? `expiresAt is ISO 8601 text: ${quoted(value)}.`
      : `expiresAt is a string: ${quoted(value)}.`;
  }
  if (typeof value !== 'number') return `expiresAt is ${typeName(value)}.`;
  const at = seconds(value);
  if (at === undefined) return `expiresAt is ${value}, which looks like milliseconds.`;
  if (at === brokenSample) {
    return 'expiresAt is 1209600: two weeks counted from 1970. The sample in the old text lost its Date.now().';
  }
  if (at === staleExample) {
    return 'expiresAt is 1735689600 (2025-01-01), a date copied from an example.';
  }
  const small = smallTime(at, now);
  if (small !== undefined) return `expiresAt is ${at}, ${smallTimes[small]}.`;
  return at <= now ? `expiresAt passed ${span(now - at)} ago.` : undefined;
}

const userExpiresAt = (texts: UserTexts): UndatedRequirement =>
  requirement({
    ...onEachUser,
    id: 'user-expires-at',
    level: 'must',
    class: 'documented',
    source: { ...texts.sources.userFormat, section: 'expiresAt' },
    title: 'expiresAt is a future time in seconds since the epoch',
    why: 'expiresAt ends the session: with a time that is past or unreadable the session dies as it begins.',
    fix: 'Set expiresAt to now in UTC epoch seconds + the length of the session in seconds, as a number.',
    onArrival: 'by-level',
    members: ['expiresAt'],
    arrivalCases: ['session-over'],
    check: whose(({ user, arrival }: AtUser) => {
      if (user['expiresAt'] === undefined) return met;
      const fault = expiresAtFault(user['expiresAt'], arrival.ours);
      return fault === undefined
        ? met
        : unmet('expiresAt is a number of seconds since the epoch, in the future.', fault);
    }),
    brokenBy: [
      {
        name: 'expires-at-ms',
        change: claimsChange((claims) => ({ expiresAt: Number(claims['expiresAt']) * 1000 })),
      },
      {
        name: 'expires-at-iso',
        change: claimsChange((claims) => ({
          expiresAt: new Date(Number(claims['expiresAt']) * 1000).toISOString(),
        })),
      },
      {
        name: 'expires-at-minutes',
        change: claimsChange((claims) => ({
          expiresAt: Math.floor(Number(claims['expiresAt']) / 60),
        })),
      },
      { name: 'expires-at-duration', change: claimsChange(() => ({ expiresAt: 7 * 86_400 })) },
      { name: 'broken-sample', change: claimsChange(() => ({ expiresAt: brokenSample })) },
      { name: 'stale-example', change: claimsChange(() => ({ expiresAt: staleExample })) },
      {
        name: 'expires-at-past',
        change: claimsChange((_claims, request) => ({ expiresAt: nowSeconds(request) - 3_600 })),
      },
    ],
  });

const swappedWithExp: Mutant = {
  name: 'swapped-with-exp',
  change: claimsChange((claims) => ({ exp: claims['expiresAt'], expiresAt: claims['exp'] })),
  alsoFells: [{ id: 'token-exp-short', why: 'exp then holds the end of the session' }],
};

const tenYears: Mutant = {
  name: 'expires-at-ten-years',
  change: claimsChange((_claims, request) => ({
    expiresAt: nowSeconds(request) + 10 * 365 * 86_400,
  })),
};

const userExpiresAtPlausible = (texts: UserTexts): UndatedRequirement =>
  requirement({
    ...onEachUser,
    id: 'user-expires-at-plausible',
    level: 'should',
    class: 'practice',
    source: { ...texts.sources.userFormat, section: 'expiresAt' },
    title: 'The session lasts between one minute and 400 days',
    why: 'A session of seconds sends the reader back to sign in at every page; one of years never ends.',
    fix: hasToken(texts.facts)
      ? 'Put the end of the session into expiresAt (hours to weeks ahead) and the 10 seconds of the token into exp.'
      : 'Put the end of the session into expiresAt, hours to weeks ahead.',
    onArrival: 'by-level',
    check: whose(({ user, arrival }: AtUser) => {
      const at = seconds(user['expiresAt']);
      if (user['expiresAt'] === undefined) return met;
      if (at === undefined || at <= arrival.ours) {
        return notReached('expiresAt is no future time: see user-expires-at.');
      }
      const ahead = at - arrival.ours;
      if (ahead >= 60 && ahead <= 400 * 86_400) return met;
      const exp = hasToken(texts.facts) ? seconds(user['exp']) : undefined;
      const swapped = ahead < 60 && exp !== undefined && exp - at > 60;
      return unmet(
        'expiresAt is between 1 minute and 400 days ahead.',
        `expiresAt is ${span(ahead)} ahead.${swapped ? ' exp is later than it: the two are swapped.' : ''}`,
      );
    }),
    brokenBy: hasToken(texts.facts) ? [swappedWithExp, tenYears] : [tenYears],
  });

const userGroups = (texts: UserTexts): UndatedRequirement =>
  requirement({
    ...onEachUser,
    id: 'user-groups',
    level: 'must',
    class: 'documented',
    source: { ...texts.sources.userFormat, section: 'groups' },
    title: 'groups is an array of strings',
    why: 'The docs host compares each entry with the groups of a page; anything but an array of strings closes pages, or opens them by accident.',
    fix: 'Send groups as a JSON array of strings, [] for a user without groups.',
    onArrival: 'by-level',
    members: ['groups'],
    check: whose(({ user }: AtUser) => {
      const groups = user['groups'];
      if (groups === undefined) return met;
      const expected = 'groups is an array of strings.';
      if (!Array.isArray(groups)) {
        const value = typeof groups === 'string' ? `: ${quoted(groups)}` : '';
        return unmet(expected, `groups is ${typeName(groups)}${value}.`);
      }
      const odd: unknown = groups.find((group) => typeof group !== 'string');
      return odd === undefined ? met : unmet(expected, `An entry of groups is ${typeName(odd)}.`);
    }),
    brokenBy: [
      { name: 'groups-csv', change: claimsChange(() => ({ groups: 'admin,beta' })) },
      { name: 'groups-null', change: claimsChange(() => ({ groups: null })) },
      { name: 'groups-null-for-second-user', change: claimsChangeForSecond({ groups: null }) },
      { name: 'groups-objects', change: claimsChange(() => ({ groups: [{ name: 'admin' }] })) },
    ],
  });

const userContent = (texts: UserTexts): UndatedRequirement =>
  requirement({
    ...onEachUser,
    id: 'user-content',
    level: 'must',
    class: 'documented',
    source: { ...texts.sources.userFormat, section: 'content' },
    title: 'content is an object',
    why: 'The members of content become user.… in the pages; a text or an array has none.',
    fix: 'Send content as a JSON object, such as {"firstName": "Ada"}.',
    onArrival: 'by-level',
    members: ['content'],
    check: whose(({ user }: AtUser) =>
      user['content'] === undefined || isObject(user['content'])
        ? met
        : unmet('content is an object.', `content is ${typeName(user['content'])}.`),
    ),
    brokenBy: [
      { name: 'content-array', change: claimsChange(() => ({ content: [{ firstName: 'Ada' }] })) },
      { name: 'content-string', change: claimsChange(() => ({ content: '{"firstName":"Ada"}' })) },
    ],
  });

const playgroundParts = ['server', 'header', 'query', 'cookie', 'path'];

const userPlayground = (texts: UserTexts): UndatedRequirement =>
  requirement({
    ...onEachUser,
    id: 'user-playground',
    level: 'must',
    class: 'documented',
    source: { ...texts.sources.userFormat, section: 'apiPlaygroundInputs' },
    title: 'apiPlaygroundInputs has the documented parts',
    why: 'The playground fills in only server, header, query, cookie and path; other parts are lost, and other shapes break it.',
    fix: 'Use only server, header, query, cookie and path in apiPlaygroundInputs, each an object of name and value.',
    onArrival: 'by-level',
    members: ['apiPlaygroundInputs'],
    check: whose(({ user }: AtUser) => {
      const inputs = user['apiPlaygroundInputs'];
      if (inputs === undefined) return met;
      const expected =
        'apiPlaygroundInputs holds only server, header, query, cookie and path, each an object.';
      if (!isObject(inputs)) return unmet(expected, `apiPlaygroundInputs is ${typeName(inputs)}.`);
      for (const [part, values] of Object.entries(inputs)) {
        if (!playgroundParts.includes(part))
          return unmet(expected, `It has ${quoted(part)} in it.`);
        if (!isObject(values)) return unmet(expected, `Its ${part} is ${typeName(values)}.`);
        const odd = Object.values(values).find((value) => typeof value !== 'string');
        if (part === 'server' && odd !== undefined) {
          return unmet(
            'The values of server are strings.',
            `A value of server is ${typeName(odd)}.`,
          );
        }
      }
      return met;
    }),
    brokenBy: [
      {
        name: 'playground-body',
        change: claimsChange(() => ({ apiPlaygroundInputs: { body: { id: 'x' } } })),
      },
      {
        name: 'playground-array',
        change: claimsChange(() => ({ apiPlaygroundInputs: ['header'] })),
      },
    ],
  });

/** The rows about the User format, in the order of the catalogue. */
export const userRequirements = (texts: UserTexts): readonly UndatedRequirement[] => [
  userExpiresAt(texts),
  userExpiresAtPlausible(texts),
  userGroups(texts),
  userContent(texts),
  userPlayground(texts),
];
