import { generateKeyPairSync, sign } from 'node:crypto';

import { recordingOfLocation } from '../../../../judge/recording/location.js';
import type { HandshakeRecord, HandshakeVerdicts } from '../../../../protocol/handshake-record.js';
import { readKeys } from '../../../../protocol/jose/keys.js';
import type { JsonObject } from '../../../../protocol/json.js';
import { judgeRecording } from '../../../../runner/report/recorded.js';
import { authentication } from '../../harness/mock-host-setup.js';

/** Handshakes as a host would tell them, with verdicts by the very judge. */
export interface Samples {
  readonly nowMs: number;
  /** At the login flow still. */
  readonly left: HandshakeRecord;
  readonly accepted: HandshakeRecord;
  /** Of a token that lives too long, and says nothing of its host. */
  readonly refused: HandshakeRecord;
  /** Under other circumstances: seconds later, another edition, another docs host. */
  readonly judge: (
    which: 'accepted' | 'refused',
    how?: { readonly laterSeconds?: number; readonly edition?: string; readonly docsHost?: string },
  ) => Promise<HandshakeVerdicts>;
  /** The signatures, which nothing may show. */
  readonly canaries: readonly string[];
}

const docsOrigin = 'http://localhost:4747';
const sent = '/guides/setup?step=2&tab=keys';
const needsFlow = 'One handshake alone does not show it: the check makes visits of its own.';
const sentTo = `http://localhost:3000/docs-login?redirect=${encodeURIComponent(sent)}`;
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes them, as if it were now. */
export async function makeSamples(nowMs: number = Date.now()): Promise<Samples> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const keys = await readKeys(pem, 'docs-key.pem');
  if (!keys.ok) throw new Error(keys.problem);
  const now = Math.floor(nowMs / 1000);
  const header = { alg: 'EdDSA', typ: 'JWT' };
  const mint = (claims: JsonObject): string => {
    const input = `${encode(header)}.${encode(claims)}`;
    return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
  };
  const user = {
    host: 'localhost',
    groups: ['staff', 'beta'],
    content: { firstName: 'Zoë', company: 'Foo <b>& Sons</b>' },
  };
  const claims = {
    accepted: { iat: now - 1, exp: now + 9, expiresAt: now + 86_400, ...user },
    refused: { iat: now - 47, exp: now - 37, ...user },
  };
  const tokens = { accepted: mint(claims.accepted), refused: mint(claims.refused) };
  const path = `/login/jwt-callback?redirect=${encodeURIComponent(sent)}`;
  const arrivals = { accepted: nowMs - 600, refused: nowMs - 95_000 + 64_000 };
  const judge: Samples['judge'] = async (which, how = {}) => {
    const { laterSeconds = 0, edition = '2026-03', docsHost } = how;
    const origin = docsHost === undefined ? docsOrigin : `https://${docsHost}`;
    const recording = recordingOfLocation({
      handshake: authentication,
      edition,
      location: `${origin}${path}#${tokens[which]}`,
      docsOrigin: origin,
      sent,
      atMs: arrivals[which] + laterSeconds * 1000,
      version: '0.0.0',
    });
    const { verdicts, exitCode } = await judgeRecording(recording, {
      handshake: authentication,
      edition,
      keys: keys.keys,
      failOn: 'must',
      remarks: [],
    });
    const unseen = new Set(['not-reached', 'not-applicable', 'error']);
    const judged = verdicts.filter(({ outcome }) => !unseen.has(outcome));
    const ids = new Set(judged.map(({ id }) => id));
    const notJudged = authentication.requirements
      .filter(({ id }) => !ids.has(id))
      .map(({ id, title }) => ({
        id,
        title,
        reason: verdicts.find((verdict) => verdict.id === id)?.actual ?? needsFlow,
      }));
    return { verdicts: judged, notJudged, exitCode, command: 'npx docs-handshake check' };
  };
  const shown = (which: keyof typeof tokens): HandshakeRecord['token'] => ({
    header,
    claims: claims[which],
    masked: `${tokens[which].slice(0, 6)}…(${tokens[which].length} characters)`,
  });
  const left: HandshakeRecord = {
    id: 3,
    state: 'left',
    leftAtMs: nowMs - 4_000,
    sentTo: 'http://localhost:3000/docs-login?redirect=%2Fquickstart',
    page: '/quickstart',
    faults: [],
    events: [],
  };
  const event = (
    atMs: number,
    kind: string,
    sentence: string,
    ...details: readonly string[]
  ): HandshakeRecord['events'][number] => ({ atMs, kind, sentence, details });
  const accepted: HandshakeRecord = {
    id: 2,
    state: 'accepted',
    leftAtMs: nowMs - 2_900,
    sentTo,
    page: sent,
    arrivedAtMs: arrivals.accepted,
    arrivedAt: path,
    token: shown('accepted')!,
    sentence: `The reader is logged in until ${new Date((now + 86_400) * 1000).toISOString()}.`,
    location: sent,
    faults: [],
    events: [
      event(
        nowMs - 2_900,
        'sent-to-login',
        'A visitor goes to log in at http://localhost:3000/docs-login.',
      ),
      event(
        arrivals.accepted,
        'token-accepted',
        'The reader is logged in.',
        'groups: staff, beta',
        'claims: host, groups, content; content: firstName, company',
      ),
    ],
  };
  const judgedRefused = await judge('refused');
  const fell = judgedRefused.verdicts.find(({ outcome }) => outcome === 'fail');
  const refused: HandshakeRecord = {
    id: 1,
    state: 'refused',
    leftAtMs: arrivals.refused - 12_400,
    sentTo,
    page: sent,
    arrivedAtMs: arrivals.refused,
    arrivedAt: path,
    token: shown('refused')!,
    code: fell?.id ?? 'none',
    sentence: fell?.actual ?? 'none',
    location: '/login/refused?reason=x',
    faults: [],
    events: [
      event(
        arrivals.refused,
        'token-refused',
        fell?.actual ?? 'none',
        `fix: ${fell?.fix ?? 'none'}`,
      ),
    ],
  };
  const canaries = Object.values(tokens).map((token) => token.split('.')[2] ?? token);
  return { nowMs, left, accepted, refused, judge, canaries };
}
