import type { Call, CallBody } from '../../protocol/http/call.js';
import type { CorsReason } from '../../protocol/http/cors/reasons.js';
import { corsSentence } from '../../protocol/http/cors/words.js';
import type { HeaderField } from '../../protocol/http/message.js';
import { readJson } from '../../protocol/json.js';
import type { ReportBody, ReportCall, ReportField } from '../../protocol/report.js';

/** The fields that tell what a call came to: who asks, what is allowed, what must not be kept. */
const telling =
  /^(?:origin|authorization|content-type|accept|access-control-.*|vary|cache-control|www-authenticate|location|retry-after)$/i;

/** How much is shown of what somebody filled to the brim. */
const most = { fields: 20, members: 20, characters: 200 } as const;

const cut = (text: string): string =>
  text.length > most.characters ? `${text.slice(0, most.characters)}…` : text;

const shownFields = (fields: readonly HeaderField[]): readonly ReportField[] =>
  fields
    .filter(([name]) => telling.test(name))
    .slice(0, most.fields)
    .map(([name, value]) => ({ name, value: cut(value.toString().trim()) }));

/** A body by its form and the names of its members: no value is shown. */
function shownBody({ form, bytes, truncated, text }: CallBody): ReportBody {
  const members = form === 'json' ? Object.keys(readJson(text?.reveal() ?? '').value ?? {}) : [];
  return {
    form,
    bytes,
    ...(truncated && { truncated }),
    ...(members.length === 0 ? {} : { members: members.slice(0, most.members).map(cut) }),
  };
}

/**
 * Why the page could not read it: the standard's reason, in a sentence for a page of the docs, and the browser's own word.
 * What would let a page of another origin in is nothing to set.
 */
function refusalOf({ cors, page }: Call, docsOrigin: string): Partial<ReportCall> {
  const { reason, about, browser } = cors ?? {};
  const origin = page?.origin ?? 'null';
  const words = (of: CorsReason): Partial<ReportCall> =>
    origin === docsOrigin
      ? { refusal: corsSentence(of, { origin, ...(about && { about: about.toString() }) }) }
      : {};
  return {
    ...(reason === undefined
      ? {}
      : {
          reason,
          ...words(reason),
        }),
    ...(browser === undefined ? {} : { browserReason: browser }),
  };
}

/** The cookies of a call by their names, those that went along and those that did not. */
function cookiesIn({ request, cookiesBlocked = [] }: Call): Partial<ReportCall> {
  const sent = request.headers
    .filter(([name]) => /^cookie$/i.test(name))
    .flatMap(([, value]) => value.reveal().split(/;\s*/))
    .map((pair) => cut(pair.split('=', 1)[0] ?? ''));
  const blocked = cookiesBlocked.map(({ name, reason }) => ({ cookie: cut(name), reason }));
  return {
    ...(sent.length === 0 ? {} : { cookiesSent: sent.slice(0, most.fields) }),
    ...(blocked.length === 0 ? {} : { cookiesBlocked: blocked.slice(0, most.fields) }),
  };
}

/** A call as shown: masked, plain data. */
export function shownCall(call: Call, docsOrigin: string): ReportCall {
  const { role, by, fetch, request, response, fault, readable } = call;
  return {
    role,
    by,
    fetch,
    method: request.method,
    url: request.url.toString(),
    sent: shownFields(request.headers),
    ...(request.fields === undefined
      ? {}
      : {
          fields: request.fields
            .slice(0, most.fields)
            .map(({ name, value }) => ({ name: cut(name), value: cut(value.toString()) })),
        }),
    ...cookiesIn(call),
    ...(response === undefined
      ? {}
      : { status: response.status, got: shownFields(response.headers) }),
    ...(response?.body === undefined ? {} : { body: shownBody(response.body) }),
    ...(fault === undefined ? {} : { fault }),
    durationMs: Math.max(0, Math.round(call.receivedAtMs - call.sentAtMs)),
    ...(readable === undefined ? {} : { readable }),
    ...refusalOf(call, docsOrigin),
  };
}
