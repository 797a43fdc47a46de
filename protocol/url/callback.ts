import type { Carrier } from '../handshake.js';
import { decodeText } from '../jose/base64url.js';
import { sightings, type Spelling } from '../jose/compact-scan.js';
import { unwrap } from '../jose/find-token.js';
import { seal, type Sealed } from '../secrecy/sealed.js';
import { parseUrl } from './parse-url.js';

/** Where in a URL the token stands. */
export type TokenPlace = 'fragment' | 'query' | 'path';

/** What surrounds the token in the fragment. Every part is empty where the fragment is the bare token. */
export interface Envelope {
  /** What stands before the token, percent-decoded: `jwt=`, `Bearer `, a quotation mark. */
  readonly before: string;
  /** What stands after it, as sent: `&anchor=step-one`, `#step-one`, a quotation mark. */
  readonly after: string;
}

/** A callback URL, read as far as it goes. */
export interface CallbackReading {
  readonly url: Sealed;
  /** Absent where no browser could resolve the URL. */
  readonly parsed?: URL;
  /** The query's pairs, form-decoded once (WHATWG URL, application/x-www-form-urlencoded parsing). */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** The fragment as sent, without its `#`; absent where there is none. */
  readonly fragment?: Sealed;
  /** Present where a token stands in the fragment. */
  readonly envelope?: Envelope;
  /** The token as it stands, its misspellings included; absent where the URL carries none. */
  readonly token?: {
    readonly text: Sealed;
    readonly place: TokenPlace;
    /** The parameter that holds it, where it is the handshake's own. */
    readonly parameter?: string;
  };
  /** The value of `anchor=` in the fragment as sent, still percent-encoded; absent where there is none. */
  readonly anchor?: string;
}

const char = String.raw`(?:[A-Za-z0-9_+/-]|%0[aAdD9]|%20|%2[bBfF]|\s)`;
const end = String.raw`(?:=|%3[dD]){0,2}`;
const dot = String.raw`(?:\.|%2[eE])`;
/** Two or more segments; misspellings are let through and judged later. */
const spelled: Spelling = {
  header: new RegExp(`${char}{4,}`, 'y'),
  // The second segment of a JWE is empty at times.
  rest: new RegExp(
    `${end}(?:${dot}${char}+${end}(?:${dot}${char}*${end})*|${dot}(?:${dot}${char}*${end})+)`,
    'y',
  ),
};
/** What only looks like a token: a third segment as long as a signature, whatever the first one holds. */
const shaped =
  /(?<![A-Za-z0-9_.-])[A-Za-z0-9_-]{3,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{40,}(?![A-Za-z0-9_.-])/;
/** A byte order mark in front of a JSON text, in base64. */
const byteOrderMark = /77u[/_-]$/;

/** The longest URL that is read; beyond it nothing is looked for (Chromium refuses to navigate past 2 MiB). */
const longest = 2_097_152;

function isHeader(segment: string): boolean {
  const text = decodeText(segment);
  if (text === undefined) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'alg' in value;
  } catch {
    return false;
  }
}

/** What stands behind a token and cannot be the end of one: 64 octets end in no `/` (RFC 4648 §4). */
function withoutTail(seen: string): string {
  let end = seen.length;
  for (;;) {
    const last = seen.slice(Math.max(0, end - 3), end);
    if (/^(?:%0[aAdD9]|%20)$/.test(last)) end -= 3;
    else if (/[\s/]$/.test(last)) end -= 1;
    else return seen.slice(0, end);
  }
}

interface Found {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The first token in a text, with Python's `b'…'` around it counted as part of it (it is a misspelt token, not an envelope). */
function find(text: string): Found | undefined {
  for (const sighting of sightings(text, spelled)) {
    const marked = byteOrderMark.test(text.slice(Math.max(0, sighting.start - 4), sighting.start));
    const start = marked ? sighting.start - 4 : sighting.start;
    const seen = withoutTail(text.slice(start, sighting.end));
    const stop = start + seen.length;
    const plain = unwrap(seen);
    if (!isHeader(plain.slice(0, plain.indexOf('.')).replace(/^77u[/_-]/, ''))) continue;
    const open = /b(?:'|%27|"|%22)$/.exec(text.slice(0, start));
    const close = /^(?:'|%27|"|%22)/.exec(text.slice(stop));
    return open !== null && close !== null
      ? {
          text: text.slice(open.index, stop + close[0].length),
          start: open.index,
          end: stop + close[0].length,
        }
      : { text: seen, start, end: stop };
  }
  const like = shaped.exec(text);
  return like === null
    ? undefined
    : { text: like[0], start: like.index, end: like.index + like[0].length };
}

/** Percent-decodes for reading; a text that cannot be decoded is returned as it stands. */
export function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The value of `anchor=` in a fragment of the form `jwt=…&anchor=…`, in either order. */
function anchorIn(fragment: string): string | undefined {
  for (const part of fragment.split('&')) {
    if (part.startsWith('anchor=')) return part.slice('anchor='.length);
  }
  return undefined;
}

/** The token in the query's parameter of that name; undefined where it holds none. */
function inParameter(query: CallbackReading['query'], parameter: string): CallbackReading['token'] {
  const [found] = query
    .filter(([name]) => name === parameter)
    .flatMap(([, value]) => find(value) ?? []);
  return found && { text: seal(found.text), place: 'query', parameter };
}

/** A URL without what carries the credential: what is left of it holds no token, or one too many. */
export function withoutCarried(url: string, carrier: Carrier): string {
  if (carrier.by === 'cookies') return url;
  if (carrier.by === 'fragment') return url.replace(/#.*$/s, '');
  const carries = carrier.by === 'code' ? 'code' : carrier.name;
  const hash = url.indexOf('#');
  const front = hash < 0 ? url : url.slice(0, hash);
  const mark = front.indexOf('?');
  if (mark < 0) return url;
  const kept = front
    .slice(mark + 1)
    .split('&')
    .filter((pair) => decodeLoosely(pair.split('=', 1)[0] ?? '') !== carries);
  const query = kept.length === 0 ? '' : `?${kept.join('&')}`;
  return `${front.slice(0, mark)}${query}${url.slice(front.length)}`;
}

/**
 * Reads a callback URL: its parts, its fragment, and the token wherever it stands. Pure; never throws.
 *
 * @param url absolute URL with its fragment, as the login flow sent it
 * @param carrier where the handshake has the token: it is looked for there first
 */
export function readCallback(url: string, carrier: Carrier = { by: 'fragment' }): CallbackReading {
  const text = url.length > longest ? url.slice(0, longest) : url;
  const parsed = parseUrl(text);
  const hash = text.indexOf('#');
  const fragment = hash < 0 ? undefined : text.slice(hash + 1);
  const front = hash < 0 ? text : text.slice(0, hash);
  const query = parsed === undefined ? [] : [...parsed.searchParams];
  const base = {
    url: seal(url),
    ...(parsed === undefined ? {} : { parsed }),
    query,
    ...(fragment === undefined ? {} : { fragment: seal(fragment) }),
  };
  // A code may look like a token, and is none.
  if (carrier.by === 'code') return base;
  const carried = carrier.by === 'query' ? inParameter(query, carrier.name) : undefined;
  if (carried !== undefined) return { ...base, token: carried };
  const inFragment = fragment === undefined ? undefined : find(fragment);
  if (fragment !== undefined && inFragment !== undefined) {
    const anchor = anchorIn(fragment);
    return {
      ...base,
      token: { text: seal(inFragment.text), place: 'fragment' },
      envelope: {
        before: decodeLoosely(fragment.slice(0, inFragment.start)),
        after: fragment.slice(inFragment.end),
      },
      ...(anchor === undefined ? {} : { anchor }),
    };
  }
  const mark = front.indexOf('?');
  const inQuery = mark < 0 ? undefined : find(decodeLoosely(front.slice(mark + 1)));
  if (inQuery !== undefined) {
    return { ...base, token: { text: seal(inQuery.text), place: 'query' } };
  }
  const inPath = find(decodeLoosely(mark < 0 ? front : front.slice(0, mark)));
  if (inPath !== undefined) {
    return { ...base, token: { text: seal(inPath.text), place: 'path' } };
  }
  return base;
}
