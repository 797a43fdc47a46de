import type { Handshake } from '../../../protocol/requirement.js';
import {
  answer,
  isAnswer,
  membersOf,
  problem,
  type ApiAnswer,
  type ApiCall,
  type ApiParts,
} from '../api-answer.js';
import type { GivenLocation, WhatIf } from '../verdicts.js';
import { handshakeId, noHandshake } from './handshakes.js';

/** Longest move of a moment, in seconds: a year. */
const longestLater = 366 * 86_400;

/** A handshake that cannot be judged, and why. */
function unjudged({ site }: ApiParts, id: number): ApiAnswer {
  const record = site.memory.journal.find(id);
  if (record === undefined) return noHandshake();
  if (record.asked !== undefined) {
    const message =
      'The answer of the session API stays in the browser, and is judged there: asked.rows has the outcomes.';
    return problem(409, 'in-the-browser', message);
  }
  if (record.arrivedAtMs === undefined) {
    return problem(409, 'not-back', 'Nothing came back so far: there is nothing to judge.');
  }
  if (site.assets.names.judge !== undefined) {
    const message = 'The claims stay in the browser, and are judged there.';
    return problem(409, 'in-the-browser', message);
  }
  const message = 'The token is kept for 60 s, and is not there any more, or was never read.';
  return problem(410, 'token-gone', message);
}

/** `GET /handshakes/{id}/verdicts`: made when asked for. */
export async function verdictsOf(parts: ApiParts, { values }: ApiCall): Promise<ApiAnswer> {
  const id = handshakeId(values['id']);
  if (id === undefined) return noHandshake();
  const verdicts = await parts.judge.verdictsOn(id);
  return verdicts === undefined ? unjudged(parts, id) : answer(verdicts);
}

/** An edition by its id, `latest` included; undefined for none of the handshake's. */
function editionOf({ facts }: Handshake, id: string): string | undefined {
  if (id === 'latest') return facts.editions.at(-1)?.id;
  return facts.editions.find((edition) => edition.id === id)?.id;
}

const noEdition = ({ facts }: Handshake): ApiAnswer =>
  problem(
    400,
    'unknown-edition',
    `edition must be one of ${facts.editions.map(({ id }) => id).join(', ')}, latest.`,
  );

/** Reads what is to differ; an answer where it cannot be read. */
function readWhatIf({ site }: ApiParts, body: unknown): { readonly what: WhatIf } | ApiAnswer {
  const given = membersOf(body ?? {}, ['laterSeconds', 'edition', 'docsHost']);
  if (isAnswer(given)) return given;
  const { laterSeconds, edition, docsHost } = given;
  const { handshake } = site.policy.rules;
  if (laterSeconds !== undefined) {
    const ahead = typeof laterSeconds === 'number' ? Math.abs(laterSeconds) : NaN;
    if (!(ahead <= longestLater)) {
      return problem(400, 'malformed', 'laterSeconds must be a number of seconds, a year at most.');
    }
  }
  const asked = typeof edition === 'string' ? editionOf(handshake, edition) : undefined;
  if (edition !== undefined && asked === undefined) return noEdition(handshake);
  const isHost =
    typeof docsHost === 'string' &&
    /^(?:\[[0-9a-f:.]+\]|[^\s/?#@:\\]+)(?::\d{1,5})?$/i.test(docsHost) &&
    URL.canParse(`https://${docsHost}/`);
  if (docsHost !== undefined && !isHost) {
    return problem(400, 'malformed', 'docsHost must be a host name, such as docs.example.com.');
  }
  return {
    what: {
      ...(typeof laterSeconds === 'number' && { laterSeconds }),
      ...(asked !== undefined && { edition: asked }),
      ...(isHost && { docsHost }),
    },
  };
}

/** `POST /handshakes/{id}/what-if`: the same token, later, under another edition, for another docs host. */
export async function whatIf(parts: ApiParts, { values, body }: ApiCall): Promise<ApiAnswer> {
  const id = handshakeId(values['id']);
  if (id === undefined) return noHandshake();
  const read = readWhatIf(parts, body);
  if (!('what' in read)) return read;
  const verdicts = await parts.judge.whatIf(id, read.what);
  return verdicts === undefined ? unjudged(parts, id) : answer(verdicts);
}

/** Reads a `Location`; an answer where it cannot be read. Its text is never repeated: it holds a token. */
function readGiven(
  { site }: ApiParts,
  body: unknown,
): { readonly location: GivenLocation } | ApiAnswer {
  const names = ['location', 'sent', 'edition', 'docsOrigin', 'at'];
  const given = membersOf(body, names);
  if (isAnswer(given)) return given;
  const { location, sent, edition, docsOrigin, at } = given;
  if (
    typeof location !== 'string' ||
    !/^https?:\/\/\S+$/i.test(location) ||
    !URL.canParse(location)
  ) {
    return problem(400, 'malformed', 'location must be one absolute URL of a Location field.');
  }
  if (sent !== undefined && typeof sent !== 'string') {
    return problem(400, 'malformed', 'sent must be the page that was asked for, not encoded.');
  }
  const { handshake } = site.policy.rules;
  const asked = typeof edition === 'string' ? editionOf(handshake, edition) : undefined;
  if (edition !== undefined && asked === undefined) return noEdition(handshake);
  const isOrigin = typeof docsOrigin === 'string' && /^https?:\/\/[^/?#@\s]+\/?$/i.test(docsOrigin);
  if (docsOrigin !== undefined && !(isOrigin && URL.canParse(docsOrigin))) {
    return problem(400, 'malformed', 'docsOrigin must be an origin: https://docs.example.com.');
  }
  const atMs = typeof at === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(at) ? Date.parse(at) : NaN;
  if (at !== undefined && Number.isNaN(atMs)) {
    return problem(400, 'malformed', 'at must be a time such as 2027-01-31T12:00:00Z.');
  }
  return {
    location: {
      location,
      ...(typeof sent === 'string' && { sent }),
      ...(asked !== undefined && { edition: asked }),
      ...(typeof docsOrigin === 'string' && { docsOrigin: new URL(docsOrigin).origin }),
      ...(at !== undefined && { atMs }),
    },
  };
}

/** `POST /judge`: one redirect of a login flow, without browser or session. */
export async function judgeGiven(parts: ApiParts, { body }: ApiCall): Promise<ApiAnswer> {
  const read = readGiven(parts, body);
  return 'status' in read ? read : answer(await parts.judge.judge(read.location));
}
