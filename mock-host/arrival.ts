import { validateRedirect } from '../protocol/redirect.js';
import type { JsonObject } from '../protocol/requirement.js';
import type { Sealed } from '../protocol/sealed.js';
import { isReserved } from './login-link.js';
import { isTooDeep, refuseArrival, replayed, sessionEnd, tooDeep } from './policy.js';
import type { Site } from './site.js';
import type { Refusal } from './token-judge.js';

/** What the host makes of an arrival. */
export type Outcome =
  | {
      readonly accepted: true;
      readonly user: JsonObject;
      readonly endsAtMs: number;
      /** Where the reader goes: path and query, and for the callback the anchor. */
      readonly location: string;
      /** Personalization: the anchor that came with the token, decoded. */
      readonly anchor?: string;
    }
  | Refusal;

/** A refusal for an engine that broke: the reader sees a reason, the log sees that it is ours. */
const broken: Refusal = {
  accepted: false,
  code: 'broken',
  title: 'The token could be judged.',
  expected: 'A verdict on the token.',
  actual: 'The mock docs host itself broke while it read the token.',
  why: 'This is a fault of docs-handshake, not of the login flow.',
  fix: 'Report it, with the event log.',
};

/** Where an accepted visitor goes: the `redirect` of the callback, or the root where it is absent or unfit. */
function destinationOf(site: Site, query: string): string {
  const values = new URLSearchParams(query).getAll('redirect');
  const [value] = values;
  if (values.length > 1) {
    site.tell({
      kind: 'redirect-rejected',
      sentence: `The callback has ${values.length} redirect parameters; the first one counts.`,
    });
  }
  if (value === undefined) return '/';
  const reading = validateRedirect(value, site.docsOrigin);
  if (reading.ok && !isReserved(reading.path)) return reading.path;
  site.tell({
    kind: 'redirect-rejected',
    sentence: `The redirect was refused, so the reader lands on /. ${
      reading.ok ? 'It leads to a path that is no docs page.' : reading.reason
    }`,
    details: [`redirect: ${value}`],
  });
  return '/';
}

async function judge(site: Site, fragment: Sealed, path: string): Promise<Outcome> {
  const url = site.docsOrigin + path;
  const bare = !site.personalization;
  const refused = refuseArrival(fragment.reveal(), url, bare);
  if (refused !== undefined) return refused;
  const verdict = await site.judgeToken(fragment, url, site.clock());
  if (!verdict.accepted) return verdict;
  if (isTooDeep(verdict.user)) return tooDeep;
  const nowMs = site.clock();
  const end = sessionEnd(verdict.user, nowMs);
  if ('accepted' in end) return end;
  // Last of all and without a pause after it, so that of two equal arrivals exactly one gets in.
  const usedAtMs = site.replayProtection
    ? site.replays.use(verdict.signingInputHash, (verdict.expSeconds + site.leewaySeconds) * 1000)
    : undefined;
  if (usedAtMs !== undefined) return replayed(Math.round((nowMs - usedAtMs) / 1000));
  const query = path.split('?').slice(1).join('?');
  const anchor = new URLSearchParams(fragment.reveal()).get('anchor');
  const location = site.personalization ? path : destinationOf(site, query);
  site.tell({
    kind: 'token-accepted',
    sentence: `The reader is logged in until ${new Date(end.endsAtMs).toISOString()}.`,
    path: location,
    ...(verdict.warnings.length === 0 ? {} : { details: verdict.warnings }),
  });
  return {
    accepted: true,
    user: verdict.user,
    endsAtMs: end.endsAtMs,
    location,
    ...(site.personalization && anchor !== null ? { anchor } : {}),
  };
}

/**
 * Judges what a page took from its fragment. Never throws; logs what it decides.
 *
 * @param path path and query of that page
 */
export async function receive(site: Site, fragment: Sealed, path: string): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await judge(site, fragment, path);
  } catch {
    outcome = broken;
  }
  if (!outcome.accepted) {
    site.tell({
      kind: outcome === broken ? 'broken' : 'token-refused',
      code: outcome.code,
      sentence: outcome.actual,
      path,
      details: [`expected: ${outcome.expected}`, `fix: ${outcome.fix}`],
    });
  }
  return outcome;
}
