import { parseUrl } from './parse-url.js';

/**
 * The `redirect` that arrives at the callback, validated as a docs host publishes that it does (the facts of its
 * handshake name the source), with one stricter point of our own: a path that resolves to one with two leading slashes
 * is refused, because navigating to it leaves.
 */

export type RedirectReading =
  | {
      readonly ok: true;
      /** Path, query and anchor on the docs origin; starts with exactly one slash. */
      readonly path: string;
    }
  | {
      readonly ok: false;
      /** One sentence for the event log, without the value. */
      readonly reason: string;
    };

/** How often a value is decoded in search of a hidden address: the published function stops there, too. */
const layers = 3;

const controlCharacter = /\p{Cc}/u;
const leavesTheOrigin = /^(?:\\|\/[/\\])/;

const refused = (reason: string): RedirectReading => ({ ok: false, reason });

/** Why one decoded form of the value is unfit; undefined where it is fit. */
function flaw(form: string, docs: URL): string | undefined {
  if (controlCharacter.test(form)) return 'It holds a control character.';
  if (leavesTheOrigin.test(form)) return 'It starts with two slashes or a backslash.';
  const url = parseUrl(form, docs.href);
  if (url === undefined) return 'It cannot be read as a URL.';
  // The scheme goes first: a blob: URL claims the origin of the URL inside it.
  if (url.protocol !== docs.protocol) return `Its scheme is not ${docs.protocol.slice(0, -1)}.`;
  if (url.username !== '' || url.password !== '') return 'It holds a user name or a password.';
  if (url.origin !== docs.origin) return 'It leads to another origin.';
  if (url.pathname.startsWith('//')) return 'Its path starts with two slashes.';
  return undefined;
}

/**
 * Reads a `redirect` value after one form-decode. Blanks around it are trimmed; a bare relative such as
 * `quickstart` counts from the root. Never throws.
 *
 * @param docsOrigin as `new URL(x).origin` gives it
 * @returns where on the docs to go, or why the value is refused
 */
export function validateRedirect(value: string, docsOrigin: string): RedirectReading {
  if (!URL.canParse(docsOrigin)) return refused('The docs origin is not a URL.');
  const docs = new URL('/', docsOrigin);
  const trimmed = value.trim();
  if (trimmed === '') return refused('It is empty.');
  if (controlCharacter.test(value)) return refused('It holds a control character.');
  let form = trimmed;
  for (let layer = 0; layer <= layers; layer += 1) {
    const found = flaw(form, docs);
    if (found !== undefined) return refused(layer === 0 ? found : `Decoded: ${found}`);
    if (layer === layers || !form.includes('%')) break;
    try {
      form = decodeURIComponent(form);
    } catch {
      return refused('It holds a bare or undecodable %.');
    }
  }
  const url = new URL(trimmed, docs.href);
  return { ok: true, path: url.pathname + url.search + url.hash };
}
