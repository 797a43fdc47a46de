import { isObject, type JsonObject } from '../../../protocol/json.js';
import { userFields } from './field-names.js';

/** Names under which frameworks put what they were asked for. */
export const wrappers: readonly string[] = [
  'data',
  'user',
  'payload',
  'claims',
  'result',
  'response',
  'session',
];

const hasFields = (object: object): boolean =>
  userFields.some((name) => Object.hasOwn(object, name));

/** The member around a User object that is not read there; undefined where the object is one itself, or holds none. */
export function wrapperOf(answer: JsonObject): string | undefined {
  if (hasFields(answer)) return undefined;
  return wrappers.find((name) => {
    const inner = Object.hasOwn(answer, name) ? answer[name] : undefined;
    return isObject(inner) && hasFields(inner);
  });
}
