import { isObject } from '../../../protocol/json.js';
import type { JsonObject } from '../../../protocol/json.js';

/** Claims member by member: JSON by path (`content.firstName`). */
export type Leaves = ReadonlyMap<string, string>;

/** Claims that change from one login to the next by their nature. */
const moving: ReadonlySet<string> = new Set([
  'exp',
  'iat',
  'nbf',
  'jti',
  'auth_time',
  'nonce',
  'sid',
  'expiresAt',
]);

/** A list of texts in one order: databases give the groups of a user in any. */
const settled = (value: unknown): unknown =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value.toSorted()
    : value;

/** The claims that stay from one login to the next, members of objects one by one. */
export function leaves(claims: JsonObject): Leaves {
  const all = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (!isObject(value)) {
      all.set(path, JSON.stringify(settled(value)));
      return;
    }
    for (const [name, member] of Object.entries(value)) walk(member, `${path}.${name}`);
  };
  for (const [name, value] of Object.entries(claims)) if (!moving.has(name)) walk(value, name);
  return all;
}

/** The paths of all these claims, each once. */
export const pathsOf = (...claims: readonly Leaves[]): readonly string[] => [
  ...new Set(claims.flatMap((each) => [...each.keys()])),
];
