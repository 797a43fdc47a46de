import { spellings } from '../../protocol/secrecy/spellings.js';

/** A stand-in of the same length, so that sizes and equality still show: `masked7xxxxx`. */
function standIn(length: number, number: number): string {
  const word = `masked${number.toString(36)}`;
  return length <= word.length
    ? word.slice(word.length - length)
    : word + 'x'.repeat(length - word.length);
}

/** True for a spelling of a secret inside a JSON string, where that is another than its own. */
function isEscaped(form: string, secret: string): boolean {
  if (!form.includes('\\')) return false;
  try {
    return JSON.parse(`"${form}"`) === secret;
  } catch {
    return false;
  }
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
  for (const secret of secrets) {
    add(secret);
    const own = found.get(secret);
    for (const form of spellings(secret)) {
      // What JSON reads as the secret has to be equal to it afterwards, too.
      if (own !== undefined && !found.has(form) && isEscaped(form, secret)) found.set(form, own);
      else add(form);
    }
  }
  for (const form of forms) add(form);
  const all = [...found].sort(([a], [b]) => b.length - a.length);
  return (text) => all.reduce((shown, [form, instead]) => shown.replaceAll(form, instead), text);
}
