/** How many single-letter edits lie between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_unused, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The words that somebody may have meant, nearest first; at most three, empty where none is near. */
export function nearMatches(word: string, words: readonly string[]): readonly string[] {
  const asked = word.toLowerCase();
  return [...new Set(words)]
    .map((known) => {
      const partial = asked.length > 2 && (known.includes(asked) || asked.includes(known));
      const far = known === asked ? 0 : partial ? 1 : distance(asked, known);
      return { known, far };
    })
    .filter(({ known, far }) => far <= Math.max(2, Math.floor(known.length / 3)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ known }) => known);
}

/** ` Did you mean a, b or c?`, or nothing where no word is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearMatches(word, words);
  const last = near.at(-1);
  if (last === undefined) return '';
  const before = near.slice(0, -1).join(', ');
  return ` Did you mean ${before === '' ? last : `${before} or ${last}`}?`;
}
