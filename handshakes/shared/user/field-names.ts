/** The members of the payload that the docs host reads, besides registered claims. */
export const userFields: readonly string[] = [
  'host',
  'expiresAt',
  'groups',
  'content',
  'apiPlaygroundInputs',
];

/** Words of their own that one slip away from a field mean something else. */
const ownWords: ReadonlySet<string> = new Set(['consent', 'context', 'contest']);

const normal = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/s$/, '');

/** True where one insertion, deletion, exchange or swap of neighbours makes one word the other. */
function oneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  const swapped = restA[0] === restB[1] && restA[1] === restB[0];
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (swapped && restA.slice(2) === restB.slice(2))
  );
}

/**
 * The field that a name was probably meant to be: the same but for case, signs and a plural, or one slip away from a
 * field of five letters or more.
 *
 * @returns undefined where it is like none
 */
export function meantField(name: string): string | undefined {
  const word = normal(name);
  return userFields.find((field) => {
    const own = normal(field);
    return own === word || (own.length >= 5 && !ownWords.has(word) && oneSlip(own, word));
  });
}
