import type { HandshakeVerdicts, NotJudged } from '../../protocol/handshake-record.js';
import type { OAuthClient } from '../../protocol/oauth/client.js';
import type { Report } from '../../protocol/report.js';
import { mask } from '../../protocol/secrecy/masking.js';
import type { Outcome } from '../../protocol/verdict.js';
import type { SealedArrival } from '../journal/sealed-tokens.js';
import { mostVerdicts } from '../readers/memory.js';
import type { Site } from '../site.js';
import type { ControlOptions } from './options.js';
import { toldReport, type Judged } from './told-report.js';

/** What differs from how a handshake was: a moment, an edition, a docs host. */
export interface WhatIf {
  readonly laterSeconds?: number;
  readonly edition?: string;
  /** A host name, with a port perhaps. */
  readonly docsHost?: string;
}

/** A `Location` that was copied. */
export interface GivenLocation {
  readonly location: string;
  /** The page that was asked for; absent where none is known. */
  readonly sent?: string;
  readonly edition?: string;
  /** Default that of the location itself, as `docs-handshake judge -` has it. */
  readonly docsOrigin?: string;
  /** Milliseconds since the epoch; default now. */
  readonly atMs?: number;
}

/** The judge of one host: the one of `check` and `judge`. */
export interface HostJudge {
  /** @returns undefined where the token is not there any more, and was not judged while it was */
  readonly verdictsOn: (handshake: number) => Promise<HandshakeVerdicts | undefined>;
  /** @returns undefined where the token is not there any more */
  readonly whatIf: (handshake: number, what: WhatIf) => Promise<HandshakeVerdicts | undefined>;
  readonly judge: (given: GivenLocation) => Promise<HandshakeVerdicts>;
}

const unseen: ReadonlySet<Outcome> = new Set(['not-reached', 'not-applicable', 'error']);
const needsFlow = 'One handshake alone does not show it: the check makes visits of its own.';

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Names of keys that are the path of no file: a variable, a place in a call, a sentence. */
const noFile = /\s|^(?:keys?(?:\[\d+\])?|[A-Z][A-Z0-9_]*)$/;

/** The settings of a client, its secret but named: that belongs into a variable. */
function clientSettings(client: OAuthClient): readonly string[] {
  const { clientId, tokenUrl, infoUrl, scopes, groups, furtherParameters, auth } = client;
  const setting = (flag: string, value: string): string => `${flag} ${quoted(mask(value))}`;
  return [
    setting('--client-id', clientId),
    setting('--token-url', tokenUrl),
    ...(infoUrl === undefined ? [] : [setting('--info-url', infoUrl)]),
    ...scopes.map((scope) => setting('--scope', scope)),
    ...(client.client === 'public' || auth === 'auto' ? [] : [setting('--client-auth', auth)]),
    ...furtherParameters.map(([name, value]) =>
      setting('--authorization-param', `${name}=${value}`),
    ),
    ...(groups === undefined
      ? []
      : [setting('--groups-claim', groups.claim), setting('--groups-token', groups.token)]),
    ...(groups?.delimiter === undefined ? [] : [setting('--groups-delimiter', groups.delimiter)]),
  ];
}

/** The line that judges the whole login flow, to be copied. */
export function checkCommand(
  { links, policy, session, oauth }: Pick<Site, 'links' | 'policy' | 'session' | 'oauth'>,
  edition: string,
): string {
  const { rules } = policy;
  const { facts } = rules.handshake;
  const { returnParam = 'none' } = links;
  const isUsual =
    oauth !== undefined ||
    facts.returnParamIsFixed ||
    returnParam === (facts.returnParam ?? 'none');
  const keys = rules.keys.filter((key) => key.algorithm === facts.algorithm);
  const [login] = links.loginUrls;
  const loginUrl = mask(login?.url ?? '<login URL>');
  return [
    'npx docs-handshake check',
    quoted(session === undefined ? loginUrl : mask(session.url)),
    ...(session === undefined || login === undefined ? [] : [`--sign-in-url ${quoted(loginUrl)}`]),
    ...(oauth === undefined ? [] : clientSettings(oauth.client)),
    ...keys.slice(0, 1).map(({ name }) => `--key ${quoted(noFile.test(name) ? '<file>' : name)}`),
    `--docs-origin ${quoted(rules.docsOrigin + rules.docsPath)}`,
    `--handshake ${facts.id}`,
    `--edition ${edition}`,
    ...(isUsual ? [] : [`--return-param ${quoted(returnParam)}`]),
  ].join(' ');
}

const judgedOf = ({ verdicts, exitCode, target }: Report): Judged => ({
  verdicts,
  exitCode,
  edition: target.edition,
});

/** What is shown of verdicts: those that were made, and why the others were not. */
export function viewOf(
  site: Pick<Site, 'links' | 'policy' | 'session' | 'oauth'>,
  report: Judged,
): HandshakeVerdicts {
  const judged = report.verdicts.filter(({ outcome }) => !unseen.has(outcome));
  const named = new Map(report.verdicts.map((verdict) => [verdict.id, verdict]));
  const ids = new Set(judged.map(({ id }) => id));
  const { requirements } = site.policy.rules.handshake;
  const notJudged = requirements
    .filter(({ id }) => !ids.has(id))
    .map(({ id, title }): NotJudged => ({
      id,
      title,
      reason: named.get(id)?.actual ?? needsFlow,
    }));
  const command = checkCommand(site, report.edition);
  return { verdicts: judged, notJudged, exitCode: report.exitCode, command };
}

/** The same token, as it would have come to another docs host. */
function atHost(location: string, docsHost: string): string {
  const url = new URL(location);
  return `${url.protocol}//${docsHost}${location.slice(url.origin.length)}`;
}

/** Opens the judge of a host. Verdicts are made when somebody asks, and before the token of a late handshake is gone. */
export function openHostJudge(site: Site, { judgeLocation }: ControlOptions): HostJudge {
  const { handshake, edition, docsOrigin } = site.policy.rules;
  const { journal, tokens, verdicts, told } = site.memory;
  const judgeKept = async (arrival: SealedArrival, what: WhatIf): Promise<HandshakeVerdicts> => {
    const location = arrival.location.reveal();
    const { docsHost, laterSeconds = 0, edition: other } = what;
    const there = docsHost === undefined ? location : atHost(location, docsHost);
    const report = await judgeLocation({
      handshake,
      edition: other ?? edition,
      location: there,
      docsOrigin: docsHost === undefined ? docsOrigin : new URL(there).origin,
      atMs: arrival.atMs + laterSeconds * 1000,
      keys: arrival.keys,
      ...(arrival.sent !== undefined && { sent: arrival.sent }),
    });
    return viewOf(site, judgedOf(report));
  };
  /** Under way: several inspectors ask for the same at once. */
  const making = new Map<number, Promise<HandshakeVerdicts>>();
  const judgeOnce = async (id: number, arrival: SealedArrival): Promise<HandshakeVerdicts> => {
    try {
      const made = await judgeKept(arrival, {});
      // A reset may have come in between.
      if (journal.find(id) !== undefined) verdicts.put(String(id), made);
      return made;
    } finally {
      making.delete(id);
    }
  };
  const make = (id: number, arrival: SealedArrival): Promise<HandshakeVerdicts> => {
    const made = making.get(id) ?? judgeOnce(id, arrival);
    making.set(id, made);
    return made;
  };
  tokens.onEnd((id, arrival) => {
    if (id <= journal.lastId() - mostVerdicts || verdicts.get(String(id)) !== undefined) return;
    make(id, arrival).catch(() => undefined);
  });
  return {
    verdictsOn: async (id) => {
      // Those that are being made have no token any more, where its time was over meanwhile.
      const kept = verdicts.get(String(id)) ?? making.get(id);
      if (kept !== undefined) return kept;
      const arrival = tokens.find(id);
      if (arrival !== undefined) return make(id, arrival);
      const rows = told.get(String(id));
      return rows === undefined ? undefined : viewOf(site, toldReport(site.policy.rules, rows));
    },
    whatIf: async (id, what) => {
      const arrival = tokens.find(id);
      return arrival === undefined ? undefined : judgeKept(arrival, what);
    },
    judge: async ({ location, sent, atMs, docsOrigin: other, edition: asked }) => {
      const report = await judgeLocation({
        handshake,
        edition: asked ?? edition,
        location,
        docsOrigin: other ?? new URL(location).origin,
        atMs: atMs ?? site.clock(),
        keys: site.policy.rules.keys,
        ...(sent !== undefined && { sent }),
      });
      return viewOf(site, judgedOf(report));
    },
  };
}
