import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { JsonObject } from '../../protocol/json.js';
import type { Recording } from '../../protocol/recording.js';
import type { Handshake } from '../../protocol/requirement.js';
import { deepLink, plain } from '../../handshakes/shared/visits.js';

/** One redirect back to the docs, as somebody copied it. */
export interface CopiedLocation {
  readonly handshake: Handshake;
  readonly edition: string;
  /** The value of the `Location` field; absolute. */
  readonly location: string;
  /** The page that was asked for, not encoded; absent where none is known. */
  readonly sent?: string;
  readonly docsOrigin: string;
  /** When it arrived, milliseconds since the epoch. */
  readonly atMs: number;
  readonly version: string;
}

/** One redirect back to the docs, and what it is judged with. */
export interface LocationToJudge extends Omit<CopiedLocation, 'version'> {
  readonly keys: readonly VerificationKey[];
}

/** Where the login flow would be; no requirement that a Location shows asks. */
const nowhere = 'https://login.invalid/';

/** The visit of which a Location may have come; one with an anchor asks for more. */
function visitFor({ requirements }: Handshake, sent: string | undefined): JsonObject {
  if (sent === undefined) return { ...plain };
  const visits = requirements.flatMap((item) => item.visits);
  const withAnchor = visits.find(
    ({ kind, returnTo }) =>
      kind === 'return' && typeof returnTo === 'string' && returnTo.includes('#'),
  );
  const like = sent.includes('#') && withAnchor !== undefined ? withAnchor : deepLink;
  return {
    ...like,
    title: 'the Location as it was given',
    returnTo: sent,
  };
}

/**
 * A recording of nothing but a `Location`: no hop is made up, and only what the URL shows is among its requirements.
 */
export function recordingOfLocation(copied: CopiedLocation): Recording {
  const { handshake, edition, location, sent, docsOrigin, atMs, version } = copied;
  const { facts, requirements } = handshake;
  const visit = visitFor(handshake, sent);
  const name = String(visit['name']);
  const url = { sealed: location };
  return {
    recording: 1,
    tool: { name: 'docs-handshake', version },
    handshake: facts.id,
    edition,
    startedAtMs: atMs,
    durationMs: 0,
    target: {
      loginUrl: nowhere,
      docsOrigin,
      docsPath: '',
      ...(facts.returnParam === undefined ? {} : { returnParam: facts.returnParam }),
      signIn: 'undeclared',
      signInOrigins: [],
      headers: [],
      cookies: [],
    },
    keys: [],
    requirements: requirements
      .filter(({ onArrival, inLocation }) => onArrival !== undefined || inLocation === true)
      .map(({ id }) => id),
    lost: [],
    remarks: [
      {
        code: 'location-alone',
        text: 'A Location was judged, not a login flow: what its URL does not show was left out.',
      },
    ],
    visits: {
      http: [
        {
          name,
          visit,
          exchange: {
            visit: name,
            driver: 'http',
            startedAtMs: atMs,
            durationMs: 0,
            hops: [],
            navigations: [{ url, from: -1, cause: 'redirect', atMs }],
            callback: { url, location: url, hop: -1, arrivedAtMs: atMs },
            stop: { code: 'callback', seen: 'The Location was given' },
            signIns: 0,
          },
        },
      ],
    },
  };
}
