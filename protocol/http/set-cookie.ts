/** One `Set-Cookie` field without the value of its cookie. */
export interface SetCookie {
  readonly name: string;
  /** Attribute names in lower case; of a repeated one the last counts. */
  readonly attributes: ReadonlyMap<string, string>;
  /** True where the value holds something that nobody can guess. */
  readonly unguessable: boolean;
}

/** Hexadecimal of 64 bits or more, with or without the dashes of a UUID (RFC 9562 §4). */
const hexadecimal = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{16,}$/i;

/** How many of the places between two characters begin another kind: digits, capitals, small letters. From 0 to 1. */
function restlessness(text: string): number {
  const kinds = text.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '0');
  // What follows the capital of a word is no change.
  const changes = kinds.match(/(?<=a)[A0]|(?<=A)0|(?<=0)[aA]/g) ?? [];
  return changes.length / Math.max(1, text.length - 1);
}

/** True for letters and digits without the order of words and numbers; what contains signs must be longer to tell. */
function isRandom(run: string): boolean {
  const text = run.replace(/[_+/-]/g, '');
  if (hexadecimal.test(text)) return true;
  // Paths have slashes, and so has Base64.
  if (/[+/]/.test(run)) return text.length >= 32 && restlessness(text) > 0.22;
  // Words that are joined by their capitals are longer than five letters, on the whole.
  return text.length >= 16 && restlessness(text) > 0.2;
}

/**
 * True for a text that holds a secret: words, dates, places and JSON of such (in Base64, too) are none.
 *
 * @param value of a cookie, as sent
 */
export function isUnguessable(value: string, depth = 0): boolean {
  const runs = [/%[0-9a-f]{2}|[^\w-]/i, /%[0-9a-f]{2}|[^\w+/-]/i].flatMap((gap) =>
    value.split(gap),
  );
  return runs.some((run) => {
    if (!isRandom(run)) return false;
    const inner = Buffer.from(run, 'base64').toString('latin1');
    return depth < 2 && /^[\x20-\x7e]+$/.test(inner) ? isUnguessable(inner, depth + 1) : true;
  });
}

/** Reads a `Set-Cookie` value as browsers do (RFC 6265 §5.2). */
export function readSetCookie(field: string): SetCookie {
  const [pair = '', ...rest] = field.split(';');
  const attributes = new Map(
    rest.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  const [name = '', ...value] = pair.split('=');
  return { name: name.trim(), attributes, unguessable: isUnguessable(value.join('=')) };
}

/** True for a cookie that is taken away with this field. */
export const isRemoved = ({ attributes }: SetCookie): boolean =>
  Number(attributes.get('max-age') ?? 1) <= 0 ||
  Date.parse(attributes.get('expires') ?? '') < Date.UTC(2001);
