import type { EndpointField } from '../../protocol/docs/pages.js';
import { isObject, type JsonObject } from '../../protocol/json.js';

/**
 * What a token puts into a field of an API page: `apiPlaygroundInputs` by the field's place and its exact name, and only
 * where the security scheme or the server names it (documented). Undefined for nothing.
 */
export function prefilledValue(
  user: JsonObject | undefined,
  { name, place, prefilled }: EndpointField,
): string | undefined {
  const inputs = user?.['apiPlaygroundInputs'];
  if (!prefilled || !isObject(inputs)) return undefined;
  const values = Object.hasOwn(inputs, place) ? inputs[place] : undefined;
  const value = isObject(values) && Object.hasOwn(values, name) ? values[name] : undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
