import { inflateSync, gunzipSync, brotliDecompressSync, constants } from 'node:zlib';
import { fieldValue } from '../fields.js';
import type { Fields } from '../fields.js';
import { bodyCap } from './wire/response.js';
import type { WireAnswer } from './wire/response.js';

/** Octets kept of what follows a head that it should not be followed by. */
const surplusCap = 65_536;

/**
 * The head of the final response as latin1 text, with its closing blank line. After it comes only what is
 * not this response's own body: a second response, or octets past its `Content-Length`.
 * Interim responses (1xx) are left out. What is not HTTP is given as it stands, up to 64 KiB.
 */
export function rawHead(raw: Buffer, answer: WireAnswer | undefined): string {
  let text = raw.toString('latin1');
  for (;;) {
    const end = /\r?\n\r?\n/.exec(text);
    if (end === null) return text.slice(0, answer === undefined ? surplusCap : undefined);
    const head = text.slice(0, end.index + end[0].length);
    const after = text.slice(head.length);
    if (/^HTTP\/\d\.\d 1\d\d/.test(head)) text = after;
    else return head + surplus(head, after).slice(0, surplusCap);
  }
}

function surplus(head: string, after: string): string {
  if (after.startsWith('HTTP/')) return after;
  if (/^transfer-encoding:/im.test(head)) return '';
  const length = /^content-length:[ \t]*(\d+)[ \t]*$/im.exec(head)?.[1];
  return length === undefined ? '' : after.slice(Number(length));
}

/** Status and fields of a head that the parser refused, read line by line; undefined where it is not HTTP. */
export function salvage(head: string): { status: number; fields: Fields } | undefined {
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})\b/.exec(head)?.[1];
  if (status === undefined) return undefined;
  const lines = (head.split(/\r?\n\r?\n/, 1)[0] ?? '').split(/\r?\n/).slice(1);
  const fields = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()] as const] : [];
  });
  return { status: Number(status), fields };
}

const textual =
  /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript|xhtml\+xml)|image\/svg)/i;

/** The body as text, decompressed and decoded by its charset; undefined where it is not text or cannot be read. */
export function bodyText(answer: WireAnswer): string | undefined {
  const type = fieldValue(answer.fields, 'content-type');
  if (type !== undefined && !textual.test(type)) return undefined;
  const plain = decompressed(answer);
  if (plain === undefined) return undefined;
  const charset = /charset\s*=\s*"?([\w:.-]+)/i.exec(type ?? '')?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(plain);
  } catch {
    return new TextDecoder().decode(plain);
  }
}

/** The body without its content codings; undefined for one that is not known, or that cannot be undone. */
export function decompressed({
  fields,
  body,
}: Pick<WireAnswer, 'fields' | 'body'>): Buffer | undefined {
  // Flushing early lets a body that was cut off be read as far as it came.
  const flush = { maxOutputLength: bodyCap * 2, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    switch (fieldValue(fields, 'content-encoding')?.toLowerCase()) {
      case undefined:
      case '':
      case 'identity':
        return body;
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body, flush);
      case 'deflate':
        return inflateSync(body, flush);
      case 'br':
        return brotliDecompressSync(body, { maxOutputLength: bodyCap * 2 });
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

/** True for a response that a browser would show as an HTML page. */
export function isHtml(answer: WireAnswer, text: string | undefined): boolean {
  if (text === undefined) return false;
  const type = fieldValue(answer.fields, 'content-type');
  return type === undefined ? /^\s*</.test(text) : /^(?:text\/html|application\/xhtml)/i.test(type);
}
