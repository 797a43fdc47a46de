import type { ValidateFunction } from 'ajv';

import { builtChecks } from './built-checks.js';
import type { JsonObject } from '../json.js';

/** One place where a payload leaves the User format. */
export interface SchemaProblem {
  /** The member of the payload, such as `groups`; empty for the payload as a whole. */
  readonly member: string;
  /** One sentence without any value of the payload. */
  readonly sentence: string;
}

type Check = (claims: JsonObject) => SchemaProblem | undefined;

/** By schema: compiling one takes longer than a token may live. */
const compiled = new WeakMap<JsonObject, Promise<Check>>();

/** As the package was built, and compiled here where it was not, or where the schema is another one. */
async function validatorOf(schema: JsonObject): Promise<ValidateFunction> {
  const built = (await builtChecks()).get(JSON.stringify(schema));
  if (built !== undefined) return built;
  const { Ajv } = await import('ajv');
  return new Ajv({ strict: true }).compile(schema);
}

async function compile(schema: JsonObject): Promise<Check> {
  const validate = await validatorOf(schema);
  return (claims) => {
    if (validate(claims)) return undefined;
    const [error] = validate.errors ?? [];
    const path = error?.instancePath ?? '';
    const member = path.split('/')[1] ?? '';
    const { keyword = '', params = {} } = error ?? {};
    return { member, sentence: `${placeOf(path)} ${faultOf(keyword, params)}.` };
  };
}

/** Where in a payload something stands, in words. */
function placeOf(path: string): string {
  if (path === '') return 'The payload';
  const [, list] = /^\/(.+)\/\d+$/.exec(path) ?? [];
  return list === undefined
    ? path.slice(1).replaceAll('/', '.')
    : `An entry of ${list.replaceAll('/', '.')}`;
}

/** What is wrong there, as the end of a sentence. */
function faultOf(keyword: string, params: JsonObject): string {
  const type = String(params['type']);
  if (keyword === 'type') return `is not ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
  if (keyword === 'minLength') return 'is empty';
  if (keyword === 'additionalProperties') return 'has a part that the User format does not have';
  return 'does not fit the User format';
}

/**
 * The first place where a payload leaves the User format; undefined where it fits. Never rejects for what a payload holds.
 *
 * @param schema the User format of the handshake, as a JSON Schema
 */
export async function userProblem(
  claims: JsonObject,
  schema: JsonObject,
): Promise<SchemaProblem | undefined> {
  const check = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, check);
  return (await check)(claims);
}
