import { spellings } from '../../protocol/secrecy/spellings.js';

/** A stand-in of the same length, so that sizes and equality still show: `masked7xxxxx`. */
function standIn(length: number, number: number): string {
  const word = `masked${number.toString(36)}`;
  return length <= word.length
    ? word.slice(word.length - length)
    : word + 'x'.repeat(length - word.length);
}

/** Puts stand-ins in the place of secrets, wherever and however they are spelled. */
export type Hide = (text: string) => string;

/**
 * Prepares the stand-ins of some secrets.
 *
 * @param secrets as they are; those of less than four characters are too likely to be something else
 * @param forms spellings of secrets that have no other form, such as the parts of a private key
 */
export function hiding(secrets: readonly string[], forms: readonly string[]): Hide {
  const found = new Map<string, string>();
  const add = (form: string): void => {
    if (form.length >= 4 && !found.has(form)) found.set(form, standIn(form.length, found.size));
  };
  for (const secret of secrets) for (const form of [secret, ...spellings(secret)]) add(form);
  for (const form of forms) add(form);
  const all = [...found].sort(([a], [b]) => b.length - a.length);
  return (text) => all.reduce((shown, [form, instead]) => shown.replaceAll(form, instead), text);
}
