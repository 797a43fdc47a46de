/** The fields of a header section as latin1 text, in their order. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** The first value of a field, trimmed; undefined where it is absent. Names compare without case (RFC 9110 §5.1). */
export function fieldValue(fields: Fields, name: string): string | undefined {
  return fields.find(([key]) => key.toLowerCase() === name)?.[1].trim();
}

/** Every value of a field, in order, as it came. */
export function fieldValues(fields: Fields, name: string): readonly string[] {
  return fields.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}
