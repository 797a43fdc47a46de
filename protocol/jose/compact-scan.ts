/**
 * The opening of a JOSE header in base64url: `{` and the next one or two characters of a JSON object. No
 * character of a token stands before it, unless that belongs to an escape (`%0A`, `\n`); only `eyJ`, which is
 * `{"`, says enough by itself to be one behind a letter, too.
 */
const opening = /(?<=^|[^A-Za-z0-9_-]|%[0-9A-Fa-f]{2}|\\[bfnrt])e(?:y[A-DI-L]|w[k-r0-3]|30)|eyJ/g;

/** What one reader lets through behind the opening; both patterns are sticky. */
export interface Spelling {
  /** The rest of the header: characters of one kind, as many as there are. */
  readonly header: RegExp;
  /** From the end of the header on: padding, the first dot and all that follows. */
  readonly rest: RegExp;
}

/** Where something that looks like a compact JWS stands. */
export interface Sighting {
  readonly start: number;
  readonly end: number;
}

/**
 * Looks for compact JWS (RFC 7515 §7.1) in a text, in time proportional to its length: one pattern for the
 * whole would begin anew at each opening in a long run of characters that holds no dot.
 */
export function* sightings(text: string, { header, rest }: Spelling): Generator<Sighting> {
  const openings = new RegExp(opening);
  for (let found = openings.exec(text); found !== null; found = openings.exec(text)) {
    header.lastIndex = openings.lastIndex;
    if (!header.test(text)) continue;
    // An opening inside this run would come to the same end.
    openings.lastIndex = header.lastIndex;
    rest.lastIndex = header.lastIndex;
    if (!rest.test(text)) continue;
    openings.lastIndex = rest.lastIndex;
    yield { start: found.index, end: rest.lastIndex };
  }
}
