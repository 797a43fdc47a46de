import { isObject } from '../../protocol/json.js';
import { didYouMean } from '../misspelt.js';
import { usage } from '../setting-failure.js';
import type { SettingFailure } from '../setting-failure.js';
import { expectMembers, members, requirementLevels, userMembers } from './members.js';
import type { Member, Shape } from './members.js';

/** A value that stands in a variable: nothing secret is written into a file. */
export interface FromVariable {
  readonly env: string;
}

/** True for `{ env: 'NAME' }`. */
export const isFromVariable = (value: unknown): value is FromVariable =>
  isObject(value) &&
  Object.keys(value).length === 1 &&
  typeof value['env'] === 'string' &&
  /^[A-Za-z_]\w*$/.test(value['env']);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTextOrVariable = (value: unknown): boolean => isText(value) || isFromVariable(value);

const mayBe: Readonly<Record<Exclude<Shape, 'users' | 'requirements'>, string>> = {
  text: `a text, or { env: 'NAME' }`,
  secret: `{ env: 'NAME' }: nothing secret stands in this file`,
  texts: `a text, { env: 'NAME' }, or an array of them`,
  list: 'an array of texts',
  number: 'a number, 0 or more',
  switch: 'true or false',
  variables: `an object of texts, or of { env: 'NAME' }`,
  secrets: `an object of { env: 'NAME' }: nothing secret stands in this file`,
};

const fits: Readonly<Record<keyof typeof mayBe, (value: unknown) => boolean>> = {
  text: isTextOrVariable,
  secret: isFromVariable,
  texts: (value) =>
    isTextOrVariable(value) ||
    (Array.isArray(value) && value.length > 0 && value.every(isTextOrVariable)),
  list: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
  number: (value) => typeof value === 'number' && value >= 0,
  switch: (value) => typeof value === 'boolean',
  variables: (value) => isObject(value) && Object.values(value).every(isTextOrVariable),
  secrets: (value) => isObject(value) && Object.values(value).every(isFromVariable),
};

const must = (where: string, what: string): SettingFailure => usage`${where} must be ${what}.`;

/** Refuses a member that is not known. */
function refuseUnknown(value: object, known: readonly string[], where: string): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const plain = name.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 60);
    throw usage`${where} has "${plain}", which is not known.${didYouMean(name, known)}`;
  }
}

function checkUsers(value: unknown, where: string): void {
  if (!Array.isArray(value) || value.length === 0 || value.length > 2) {
    throw must(where, 'an array of one user or two');
  }
  for (const [at, user] of (value as readonly unknown[]).entries()) {
    const one = `users[${at}]${where.slice('users'.length)}`;
    if (!isObject(user)) throw must(one, 'an object with username and password');
    refuseUnknown(user, userMembers, one);
    const member = (name: string): string => one.replace(']', `].${name}`);
    if (!isTextOrVariable(user['username'])) throw must(member('username'), mayBe.text);
    if (!isFromVariable(user['password'])) throw must(member('password'), mayBe.secret);
    if (user['expect'] !== undefined) checkExpect(user['expect'], member('expect'));
  }
}

function checkExpect(value: unknown, where: string): void {
  if (!isObject(value)) throw must(where, 'an object with groups or content');
  refuseUnknown(value, expectMembers, where);
  const { groups, content } = value;
  if (
    groups !== undefined &&
    !(Array.isArray(groups) && groups.every((one) => typeof one === 'string'))
  ) {
    throw must(where.replace('expect', 'expect.groups'), 'an array of texts');
  }
  if (content !== undefined && !isObject(content)) {
    throw must(where.replace('expect', 'expect.content'), 'an object');
  }
}

const isLevel = (value: unknown): boolean =>
  requirementLevels.some((level) => level === value) && value !== 'off';

function checkRequirements(value: unknown, where: string): void {
  if (!isObject(value)) throw must(where, 'an object with requirement ids');
  for (const [id, level] of Object.entries(value)) {
    const one = where.replace('requirements', `requirements['${id}']`);
    if (isLevel(level)) continue;
    if (level === 'off') {
      throw usage`${one} is off and says no reason: write { level: 'off', reason: '…' }.`;
    }
    if (!isObject(level)) {
      const near = typeof level === 'string' ? didYouMean(level, requirementLevels) : '';
      throw usage`${one} must be off, warn or fail, or { level, reason }.${near}`;
    }
    refuseUnknown(level, ['level', 'reason'], one);
    const { level: word, reason } = level;
    if (word !== 'off' && !isLevel(word)) throw must(`level of ${one}`, 'off, warn or fail');
    if (!isText(reason) || reason.trim() === '') throw must(`reason of ${one}`, 'a text');
  }
}

function checkMember({ shape, name, words }: Member, value: unknown, file: string): void {
  const where = `${name} in ${file}`;
  if (shape === 'users') return checkUsers(value, where);
  if (shape === 'requirements') return checkRequirements(value, where);
  if (words !== undefined && !(typeof value === 'string' && words.includes(value))) {
    const near = typeof value === 'string' ? didYouMean(value, words) : '';
    throw usage`${where} must be ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}.${near}`;
  }
  if (!fits[shape](value)) throw must(where, mayBe[shape]);
}

/**
 * Checks the members of a target, or those of the file for all its targets.
 *
 * @param more names that stand beside them
 * @param file as a sentence names it
 * @throws Failure `usage` for a member that is not known, with those that are near, and for a value of another kind
 */
export function checkMembers(
  value: Readonly<Record<string, unknown>>,
  more: readonly string[],
  file: string,
): void {
  refuseUnknown(value, [...members.map(({ name }) => name), ...more], file);
  for (const member of members) {
    const given = value[member.name];
    if (given !== undefined) checkMember(member, given, file);
  }
}
