import type { Request, Response } from 'express';

import { contextOf, readArrival } from '../../judge/arrival/arriving-token.js';
import type { Refusal } from '../../judge/arrival/judgement.js';
import { refusalFor } from '../../judge/arrival/refusals.js';
import { judgeWayBack, type WayBackFinding } from '../../judge/arrival/way-back.js';
import { isObject } from '../../protocol/json.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import type { Outcome } from '../../protocol/verdict.js';
import { begin, type ArrivalSite } from '../arrival/arrival-record.js';
import { refusalDetails, tellWayBack } from '../arrival/arrival-story.js';
import { keptRefusal } from '../arrival/destination.js';
import { printable } from '../event-log.js';
import { refusalOnDemand } from '../faults/refusal.js';
import { tellFault } from '../faults/story.js';
import { areRows, refusalNamed, rowsFell } from '../arrival/told-verdict.js';
import type { PageRules } from '../page-scripts/judge-token.js';
import { pageClock, sendJson } from '../pages/answers.js';
import { wayBackWords } from '../pages/notices.js';
import type { Site } from '../site.js';
import { breakOnDemand } from './broken-callback.js';
import { handshakeHeader, sentFrom } from './departure.js';
import { arriving, isOwnRequest, refusedPage, takesTokens } from './verify.js';

/** A token that a reader's browser judges: the host gives what it takes, and hears what came of it. */

/** What a page needs to judge a token: public keys, and the host's settings. No secret is among them. */
export function rules(
  site: Pick<Site, 'place' | 'memory' | 'policy' | 'time' | 'faults'>,
  request: Request,
  response: Response,
): void {
  const { handshake: _handshake, keys: own, ...settings } = site.policy.rules;
  // That a fault happened is known when the page tells its verdict.
  const rotated = site.faults.next('rotate-key');
  const keys = rotated === undefined ? own : site.faults.keysOf(rotated.id);
  const refused = site.faults.next('refuse-token');
  const path = queryOf(request.originalUrl).get('path');
  const sent =
    path === null || !takesTokens(site.place, path) ? undefined : sentFrom(site, request, path);
  const given: PageRules = {
    ...settings,
    keys: keys.flatMap((key) =>
      key.algorithm === 'HS256'
        ? []
        : [{ name: key.name, algorithm: key.algorithm, jwk: key.publicJwk }],
    ),
    replayProtection: site.policy.replayProtection,
    clock: pageClock(site),
    ...(sent !== undefined && { sent }),
    ...(refused && { onDemand: refusalOnDemand(site.policy.rules, refused) }),
  };
  sendJson(response, 200, { ...given });
}

/** What a page tells. */
interface Told {
  readonly path: string;
  readonly outcome: 'accepted' | 'refused';
  readonly refusal?: Refusal;
  /** True where the token is good, and was refused because that was ordered. */
  readonly onDemand: boolean;
  readonly rows: Readonly<Record<string, Outcome>>;
}

/** Reads a body: the page, an outcome, ids of the catalogue and nothing else; undefined for anything that no page here sends. */
function readTold({ place, policy }: ArrivalSite, body: unknown): Told | undefined {
  if (!isObject(body)) return undefined;
  const { path, outcome, code, rows, onDemand, ...rest } = body;
  if (Object.keys(rest).length > 0 || !areRows(policy.rules, rows)) return undefined;
  if (onDemand !== undefined && (onDemand !== true || outcome !== 'refused')) return undefined;
  if (typeof path !== 'string' || !takesTokens(place, path)) return undefined;
  const told = { path, rows, onDemand: onDemand === true };
  if (outcome === 'accepted') return code === undefined ? { ...told, outcome } : undefined;
  const refusal = outcome === 'refused' ? refusalNamed(policy.rules, code) : undefined;
  return refusal === undefined ? undefined : { ...told, outcome: 'refused', refusal };
}

/** What became of the page that the visitor was sent off from, which the path of the arrival shows without any token. */
async function wayBackOf(
  site: ArrivalSite,
  sent: string | undefined,
  path: string,
): Promise<readonly WayBackFinding[]> {
  if (sent === undefined) return [];
  const { rules: known } = site.policy;
  const url = site.place.docsOrigin + path;
  const reading = await readArrival({ fragment: seal(''), url, nowMs: site.clock() }, known);
  return judgeWayBack(reading, contextOf(known), known, sent);
}

/** The faults by which a browser refused a token. One that is bad by itself is refused for what it is, and uses nothing up. */
function tellOrdered(site: ArrivalSite, { refusal, onDemand }: Told, handshake: number): void {
  if (refusal === undefined) return;
  const { code } = refusal;
  const { rules: known } = site.policy;
  const refuses = site.faults.next('refuse-token');
  const wanted = refuses && refusalOnDemand(known, refuses).code;
  const unverified = refusalFor(known, 'unverified', '').code;
  const rotated = code === unverified ? site.faults.take('rotate-key') : undefined;
  const isOrdered = onDemand && code === wanted;
  const fault = rotated ?? (isOrdered ? site.faults.take('refuse-token') : undefined);
  if (fault !== undefined) tellFault(site, fault, { handshake });
}

/** Takes note of what a reader's browser made of a token: ids and outcomes. No token and no claim comes here. */
export async function verdict(
  site: ArrivalSite,
  request: Request,
  response: Response,
): Promise<void> {
  const told = isOwnRequest(site.place, request) ? readTold(site, request.body) : undefined;
  if (told === undefined) {
    site.log.tell({
      kind: 'request-refused',
      sentence: 'A verdict came that no page here sends.',
      path: request.path,
    });
    sendJson(response, 400, { error: 'malformed' });
    return;
  }
  const { path, refusal, rows } = told;
  if (breakOnDemand(site, request, response, path)) return;
  const visitor = arriving(site, request, path);
  const handshake = begin(site, path, visitor);
  response.setHeader(handshakeHeader, handshake);
  tellOrdered(site, told, handshake);
  const where = { path, handshake };
  if (site.keepsTokens) site.memory.told.put(String(handshake), rows);
  const fell = rowsFell(site.policy.rules, rows);
  if (refusal !== undefined) {
    const { code } = refusal;
    const sentence = `The reader's browser refused the token. ${refusal.actual}`;
    site.memory.journal.settle(handshake, { state: 'refused', code, sentence });
    site.log.tell({
      kind: 'token-refused',
      code,
      sentence,
      ...where,
      details: [...refusalDetails(refusal), ...fell],
    });
    const kept = keptRefusal(site.place, refusal, path, handshake);
    const location = refusedPage(site.place, site.memory.refusals.keep(kept));
    sendJson(response, 200, { outcome: 'refused', code, location });
    return;
  }
  const findings = await wayBackOf(site, visitor.departure?.page, path);
  const sentence = "The reader's browser accepted the token. Header and claims stay there.";
  site.memory.journal.settle(handshake, {
    state: 'accepted',
    sentence,
    location: printable(path),
  });
  site.log.tell({ kind: 'token-accepted', sentence, details: fell, ...where });
  tellWayBack(site, findings, where);
  const notices = findings.map(wayBackWords);
  sendJson(response, 200, { outcome: 'accepted', location: path, notices });
}
