import type { HeaderField } from '../message.js';

/** A method or a field name (RFC 9110 §5.6.2). */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** A value without the white space around it, its folded lines joined (Fetch, "normalize"; RFC 9112 §5.2). */
const normalized = (value: string): string =>
  value.replace(/[\t ]*\r?\n[\t ]+/g, ' ').replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');

/** The values of a field in order, each normalized; names compare without case. */
function valuesOf(fields: readonly HeaderField[], name: string): readonly string[] {
  return fields
    .filter(([key]) => key.toLowerCase() === name)
    .map(([, value]) => normalized(value.reveal()));
}

/**
 * The value of a field as browsers see it (Fetch, "get" of a header list): several are one, with a comma between.
 *
 * @param name in lower case
 * @returns undefined where there is none; the empty text where one is empty
 */
export function valueOf(fields: readonly HeaderField[], name: string): string | undefined {
  const values = valuesOf(fields, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/**
 * The members of a list field (Fetch, "extracting header list values" by `#method` and `#field-name`, RFC 9110 §5.6.1).
 *
 * @param name in lower case
 * @returns undefined where there is no such field, null where one is no list of tokens
 */
export function listOf(
  fields: readonly HeaderField[],
  name: string,
): readonly string[] | null | undefined {
  const values = valuesOf(fields, name);
  if (values.length === 0) return undefined;
  // Empty members are ignored (RFC 9110 §5.6.1.2).
  const members = values
    .flatMap((value) => value.split(','))
    .map((member) => member.replace(/^[\t ]+|[\t ]+$/g, ''))
    .filter((member) => member !== '');
  return members.every((member) => token.test(member)) ? members : null;
}
