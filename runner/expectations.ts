import { Failure } from '../protocol/failure.js';
import type { Expectation, Expectations, JsonObject } from '../protocol/requirement.js';
import { readTextFile } from './text-file.js';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the file of `--expect`: `{"<user name>": {"groups": ["…"], "content": {…}}}`.
 *
 * @returns undefined where no file was named
 * @throws Failure `usage`
 */
export async function readExpectations(
  path: string | undefined,
  cwd: string,
): Promise<Expectations | undefined> {
  if (path === undefined) return undefined;
  const text = await readTextFile('--expect', path, cwd, 'usage');
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Failure('usage', `--expect ${path}: it is not valid JSON.`, { cause });
  }
  if (!isObject(value)) {
    throw new Failure('usage', `--expect ${path}: it must be a JSON object with user names.`);
  }
  const found: Record<string, Expectation> = {};
  for (const [user, expected] of Object.entries(value)) {
    found[user] = readOne(expected, `--expect ${path}, "${user}"`);
  }
  return found;
}

function readOne(value: unknown, where: string): Expectation {
  if (!isObject(value)) {
    throw new Failure('usage', `${where}: it must be an object with groups or content.`);
  }
  const { groups, content, ...rest } = value;
  const [other] = Object.keys(rest);
  if (other !== undefined) {
    throw new Failure('usage', `${where}: "${other}" is not known, only groups and content are.`);
  }
  const groupsFit = (given: unknown): given is readonly string[] =>
    Array.isArray(given) && given.every((group) => typeof group === 'string');
  if (groups !== undefined && !groupsFit(groups)) {
    throw new Failure('usage', `${where}: groups must be an array of strings.`);
  }
  if (content !== undefined && !isObject(content)) {
    throw new Failure('usage', `${where}: content must be an object.`);
  }
  return { ...(groupsFit(groups) && { groups }), ...(isObject(content) && { content }) };
}
