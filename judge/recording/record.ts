import { withoutUserinfo } from '../../protocol/url/parse-url.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { JsonObject } from '../../protocol/json.js';
import type { RecordedVisit, Recording } from '../../protocol/recording.js';
import type { Remark } from '../../protocol/report.js';
import type { Reading } from '../../protocol/requirement.js';
import type { OAuthClient } from '../../protocol/oauth/client.js';
import { frontSecrets } from '../../protocol/oauth/front-secrets.js';
import { callSecrets } from '../../protocol/secrecy/call-secrets.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { isSealed } from '../../protocol/secrecy/sealed.js';
import { configuredSecrets } from '../../protocol/secrecy/withheld.js';
import { returnValue } from '../../protocol/url/login-url.js';
import type { Endpoints, Target, Visit } from '../../protocol/visit.js';
import type { Case } from '../case.js';
import { hiding, type Hide } from './stand-ins.js';

/** What a recording says of its run besides. */
export interface RunNotes {
  readonly version: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly keys: readonly VerificationKey[];
  readonly remarks: readonly Remark[];
}

/** Makes plain data of a value: sealed texts open, secrets hidden. */
function plain(value: unknown, hide: Hide): unknown {
  if (isSealed(value)) {
    const text = value.reveal();
    const shown = value.toString();
    return { sealed: hide(text), ...(shown === mask(text) ? {} : { shown: hide(shown) }) };
  }
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((each: unknown) => plain(each, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [name, plain(each, hide)]),
  );
}

/** A visit as data: functions are replaced by what they gave, other visits by their names. */
function plainVisit(visit: Visit, target: Target): JsonObject {
  // What a client does oddly stands in the catalogue.
  const { after, inDoubt, queryFromSeen: _query, client: _client, ...shown } = visit;
  const { extraQuery, pageOrigin, ...rest } = shown;
  const returnTo = typeof visit.returnTo === 'function' ? returnValue(visit, target) : undefined;
  const further =
    typeof extraQuery === 'function' ? extraQuery(target.secondUser?.username) : extraQuery;
  return {
    ...rest,
    ...(returnTo === undefined ? {} : { returnTo }),
    ...(further === undefined ? {} : { extraQuery: further }),
    ...(pageOrigin === undefined
      ? {}
      : {
          pageOrigin: typeof pageOrigin === 'function' ? pageOrigin(target.docsOrigin) : pageOrigin,
        }),
    ...(after === undefined ? {} : { after: { visit: after.visit.name, ms: after.ms } }),
    ...(inDoubt === undefined ? {} : { inDoubt: inDoubt.name }),
  };
}

/** What makes the credential of a call usable: of a compact JWS (RFC 7515 §7.1), whose claims are judged, the signature. */
const usable = (secret: string): string =>
  /^eyJ[\w-]+\.[\w-]+\.([\w-]{8,})$/.exec(secret)?.[1] ?? secret;

/** What must not stand in a recording: all that is secret but the tokens themselves, and what holds one of them. */
function secretsOf(input: Case): readonly string[] {
  const { client } = input.target;
  const readings = [...input.readings.values()].flatMap((seen) => [...seen.values()]);
  const tokens = [...new Set(readings.flatMap(({ token }) => token?.text.reveal() ?? []))];
  const seen = readings.flatMap(({ exchange }) => [
    ...exchange.secrets.map((secret) => secret.reveal()),
    ...callSecrets(exchange.calls ?? []).map(usable),
    ...(client === undefined ? [] : frontSecrets(exchange, client)),
  ]);
  const kept = (secret: string): boolean =>
    tokens.some((token) => secret.includes(token) || token.endsWith(`.${secret}`));
  return [...new Set([...configuredSecrets(input.target), ...seen.filter((one) => !kept(one))])];
}

const hiddenEndpoints = ({ session, signOut }: Endpoints, hide: Hide): Endpoints => ({
  session: hide(withoutUserinfo(session)),
  ...(signOut === undefined ? {} : { signOut: hide(withoutUserinfo(signOut)) }),
});

/** A client without its secret, and without what states and verifiers are made from. */
function hiddenClient(client: OAuthClient, hide: Hide): NonNullable<Recording['target']['client']> {
  const { clientSecret: _secret, seed: _seed, furtherParameters, ...rest } = client;
  return {
    ...rest,
    furtherParameters: furtherParameters.map(([name, value]) => [name, hide(value)]),
    tokenUrl: hide(withoutUserinfo(rest.tokenUrl)),
    ...(rest.infoUrl === undefined ? {} : { infoUrl: hide(withoutUserinfo(rest.infoUrl)) }),
  };
}

function recordedVisit(name: string, reading: Reading, target: Target, hide: Hide): RecordedVisit {
  const { secrets: _secrets, ...exchange } = reading.exchange;
  return {
    name,
    visit: plainVisit(reading.visit, target),
    exchange: plain(exchange, hide) as JsonObject,
  };
}

/**
 * Records what verdicts follow from.
 *
 * @returns a recording in which nothing is said to be lost yet
 */
export function record(input: Case, notes: RunNotes): Recording {
  const { handshake, target, edition, requirements, readings } = input;
  const hide = hiding(
    secretsOf(input),
    (input.keySpellings ?? []).map((form) => form.reveal()),
  );
  const { user, secondUser } = target;
  return {
    recording: 1,
    tool: { name: 'docs-handshake', version: notes.version },
    handshake: handshake.facts.id,
    edition,
    startedAtMs: notes.startedAtMs,
    durationMs: Math.round(notes.durationMs),
    target: {
      loginUrl: hide(withoutUserinfo(target.loginUrl)),
      ...(target.endpoints && { endpoints: hiddenEndpoints(target.endpoints, hide) }),
      ...(target.client && { client: hiddenClient(target.client, hide) }),
      docsOrigin: target.docsOrigin,
      docsPath: target.docsPath,
      ...(target.returnParam === undefined ? {} : { returnParam: target.returnParam }),
      signIn: target.signIn.how,
      ...(user === undefined ? {} : { username: user.username }),
      ...(secondUser === undefined ? {} : { secondUsername: secondUser.username }),
      signInOrigins: target.signInOrigins,
      headers: target.headers.map(([name]) => name),
      cookies: target.cookies.map(([name]) => name),
    },
    keys: notes.keys.flatMap((key) => ('publicPem' in key ? [key.publicPem] : [])),
    ...(input.expect === undefined ? {} : { expect: input.expect }),
    requirements: requirements.map(({ id }) => id),
    lost: [],
    remarks: notes.remarks.map(({ code, text, tells }) => ({
      code,
      text: hide(text),
      ...(tells && { tells: tells.map(hide) }),
    })),
    visits: Object.fromEntries(
      [...readings].map(([driver, seen]) => [
        driver,
        [...seen].map(([name, reading]) => recordedVisit(name, reading, target, hide)),
      ]),
    ),
  };
}
