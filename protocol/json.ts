/** A JSON object, members unjudged. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object: no array, not null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON text, read as an object, with what a stricter reader would refuse. */
export interface JsonReading {
  /** Absent where the text is not a JSON object. Duplicate names: the last one wins, as in every JOSE library measured. */
  readonly value?: JsonObject;
  /** Phrases that complete "the payload …". */
  readonly problems: readonly string[];
}

/** Nesting beyond this is refused: `JSON.stringify` and `structuredClone` overflow on it later. */
const deepest = 64;

/**
 * Reads a JSON object strictly: an object at the top (RFC 7519 §7.2), no byte order mark (RFC 8259 §8.1),
 * no duplicate names (RFC 7515 §4), at most 64 levels. Never throws.
 */
export function readJson(text: string): JsonReading {
  if (text.startsWith('\uFEFF')) {
    const rest = readJson(text.slice(1));
    return { ...rest, problems: ['begins with a byte order mark', ...rest.problems] };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problems: ['is not JSON'] };
  }
  if (!isObject(value)) {
    return { problems: ['is not a JSON object'] };
  }
  const scan = scanNames(text);
  if (scan.depth > deepest) return { problems: [`is nested more than ${deepest} levels deep`] };
  const problems = scan.duplicates.map((name) => `has the name ${JSON.stringify(name)} twice`);
  return { value, problems };
}

/** Walks over valid JSON text and collects names that stand twice in one object, escapes decoded. */
function scanNames(text: string): { duplicates: readonly string[]; depth: number } {
  const duplicates = new Set<string>();
  const open: (Set<string> | undefined)[] = [];
  let depth = 0;
  let nameNext = false;
  const strings = /"(?:[^"\\]|\\.)*"/y;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      strings.lastIndex = at;
      const literal = strings.exec(text)?.[0] ?? '""';
      at += literal.length - 1;
      const names = open.at(-1);
      if (nameNext && names !== undefined) {
        const name: unknown = JSON.parse(literal);
        if (typeof name === 'string') {
          if (names.has(name)) duplicates.add(name);
          names.add(name);
        }
      }
      nameNext = false;
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : undefined);
      nameNext = char === '{';
      depth = Math.max(depth, open.length);
    } else if (char === '}' || char === ']') {
      open.pop();
      nameNext = false;
    } else if (char === ',') {
      nameNext = open.at(-1) !== undefined;
    }
  }
  return { duplicates: [...duplicates], depth };
}
