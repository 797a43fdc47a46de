import type { JsonObject } from '../json.js';

/** What a value fails at: the place in it, as a JSON Pointer (RFC 6901), and what is wrong there. */
export interface SchemaFault {
  readonly place: string;
  readonly says: string;
}

/**
 * Holds a value against a JSON Schema (2020-12).
 *
 * @returns the first fault; undefined where the value fits
 */
export async function schemaFault(
  schema: JsonObject,
  value: unknown,
): Promise<SchemaFault | undefined> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const formats = { uri: (address: string) => URL.canParse(address) };
  const validate = new Ajv2020({ strict: true, formats }).compile(schema);
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  const place = first?.instancePath ?? '';
  return { place: place === '' ? 'its top' : place, says: first?.message ?? 'does not fit' };
}
