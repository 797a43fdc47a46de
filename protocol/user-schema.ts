import type { JsonObject } from './json.js';

const strings = { type: 'object', additionalProperties: { type: 'string' } } as const;

/**
 * The User format as a JSON Schema: the shape of a token's payload (Mintlify docs, User format; the path
 * part of `apiPlaygroundInputs` since 2026-02-13). Claims of other names are tolerated.
 */
export const userSchema: JsonObject = {
  type: 'object',
  properties: {
    host: { type: 'string', minLength: 1 },
    expiresAt: { type: 'number' },
    groups: { type: 'array', items: { type: 'string' } },
    content: { type: 'object' },
    apiPlaygroundInputs: {
      type: 'object',
      properties: {
        server: strings,
        header: { type: 'object' },
        query: { type: 'object' },
        cookie: { type: 'object' },
        path: { type: 'object' },
      },
      additionalProperties: false,
    },
    exp: { type: 'number' },
    iat: { type: 'number' },
    nbf: { type: 'number' },
  },
};

/** One place where a payload leaves the User format. */
export interface SchemaProblem {
  /** The member of the payload, such as `groups`; empty for the payload as a whole. */
  readonly member: string;
  /** One sentence without any value of the payload. */
  readonly sentence: string;
}

type Check = (claims: JsonObject) => SchemaProblem | undefined;

let compiled: Promise<Check> | undefined;

async function compile(): Promise<Check> {
  // Only the host needs the schema, so only the host pays for its compiler.
  const { Ajv } = await import('ajv');
  const validate = new Ajv({ strict: true }).compile(userSchema);
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

/** The first place where a payload leaves the User format; undefined where it fits. Never rejects for what a payload holds. */
export async function userProblem(claims: JsonObject): Promise<SchemaProblem | undefined> {
  compiled ??= compile();
  return (await compiled)(claims);
}
