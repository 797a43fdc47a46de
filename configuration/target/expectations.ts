import { isObject } from '../../protocol/json.js';
import type { Expectation, Expectations } from '../../protocol/requirement.js';
import { readJsonFile } from '../files.js';
import type { Readers } from './readers.js';
import { quoted } from '../selection.js';
import { the, usage, words } from '../setting-failure.js';
import type { Words } from '../setting-failure.js';

/**
 * Reads the file of `--expect`: `{"<user name>": {"groups": ["…"], "content": {…}}}`.
 *
 * @throws Failure `usage`
 */
export async function readExpectations(path: string, cwd: string): Promise<Expectations> {
  const value = await readJsonFile(the('expect'), path, cwd);
  return expectationsIn(value, words`${the('expect')} ${path}`);
}

/**
 * Reads what `--expect` holds.
 *
 * @param where what it is called in a sentence
 * @throws Failure `usage`
 */
export function expectationsIn(value: unknown, where: Words): Expectations {
  if (!isObject(value)) {
    throw usage`${where}: it must be a JSON object with user names.`;
  }
  const found: Record<string, Expectation> = {};
  for (const [user, expected] of Object.entries(value)) {
    found[user] = readOne(expected, words`${where}, "${user}"`);
  }
  return found;
}

function readOne(value: unknown, where: Words): Expectation {
  if (!isObject(value)) {
    throw usage`${where}: it must be an object with groups or content.`;
  }
  const { groups, content, ...rest } = value;
  const [other] = Object.keys(rest);
  if (other !== undefined) {
    throw usage`${where}: "${other}" is not known, only groups and content are.`;
  }
  const groupsFit = (given: unknown): given is readonly string[] =>
    Array.isArray(given) && given.every((group) => typeof group === 'string');
  if (groups !== undefined && !groupsFit(groups)) {
    throw usage`${where}: groups must be an array of strings.`;
  }
  if (content !== undefined && !isObject(content)) {
    throw usage`${where}: content must be an object.`;
  }
  return { ...(groupsFit(groups) && { groups }), ...(isObject(content) && { content }) };
}

/**
 * Compares the names in the file of `--expect` with the users who sign in: a misspelt one would be passed over.
 *
 * @param where what it is called in a sentence
 * @returns a remark where some of the names are nobody's; undefined where all is well
 * @throws Failure `usage` where none of the names is a user's
 */
export function strangersIn(
  expect: Expectations,
  { user, secondUser }: Readers,
  where: Words,
): Words | undefined {
  const users = [user, secondUser].flatMap((one) => (one === undefined ? [] : [one.username]));
  if (users.length === 0) {
    throw usage`${where} needs a user who signs in: give ${the('signIn', 'form')} with ${the('username')} and ${the('password')}.`;
  }
  const names = Object.keys(expect);
  const strangers = names.filter((name) => !users.includes(name));
  if (strangers.length === 0 && names.length > 0) return undefined;
  const listed = strangers.slice(0, 3).map(quoted).join(', ') + (strangers.length > 3 ? ', …' : '');
  const known = users.map(quoted).join(' and ');
  if (strangers.length < names.length) {
    return words`${where} names ${listed} for nothing: ${users.length === 1 ? 'the user is' : 'the users are'} ${known}.`;
  }
  throw usage`${where} names ${listed || 'nobody'}, but ${users.length === 1 ? 'the user is' : 'the users are'} ${known}: correct one of them.`;
}
