import type { Arrow, Gap, Lane, Sequence } from '../../../page-parts/sequence.js';
import type {
  EndpointCall,
  HandshakeRecord,
  HandshakeState,
  SessionAsk,
} from '../../../protocol/handshake-record.js';
import { span } from '../../../page-parts/span.js';

/** The parties, by their places. */
const flow = 1;
const docs = 2;

const hostOf = (address: string | undefined): string | undefined =>
  address !== undefined && URL.canParse(address) ? new URL(address).host || undefined : undefined;

const lane = (name: string, host: string | undefined): Lane =>
  host === undefined ? { name } : { name, host };

/** Time from the beginning of a handshake to one of its moments. */
const since = (record: HandshakeRecord, atMs: number): { readonly at: string } => {
  const began = record.leftAtMs ?? record.arrivedAtMs ?? atMs;
  return { at: atMs === began ? 'start' : `+${span(atMs - began)}` };
};

function departure(record: HandshakeRecord, leftAtMs: number): readonly Arrow[] {
  const { page, sentTo } = record;
  return [
    {
      lane: docs,
      way: 'out',
      head: page === undefined ? 'asks to log in' : 'asks for',
      ...(page !== undefined && { text: page }),
      notes: [],
      tone: 'plain',
      ...since(record, leftAtMs),
    },
    {
      lane: docs,
      way: 'back',
      head: sentTo === undefined ? 'shows the login URLs' : 'sends to log in',
      ...(sentTo !== undefined && { text: sentTo }),
      notes: [],
      tone: 'plain',
    },
  ];
}

/** What goes on at the login flow, which a docs host does not see. */
function inside(record: HandshakeRecord, leftAtMs: number, nowMs: number): Gap {
  const { arrivedAtMs } = record;
  const open = arrivedAtMs === undefined;
  const lasted = Math.max(0, (arrivedAtMs ?? nowMs) - leftAtMs);
  return {
    unseen: flow,
    head: open ? 'At the login flow' : 'Inside the login flow',
    text: open
      ? `for ${span(Math.floor(lasted / 1000) * 1000)} so far`
      : `${span(lasted)}, which the docs host does not see`,
    open,
  };
}

const endpoints: Readonly<Record<EndpointCall['role'], string>> = {
  token: 'token endpoint',
  info: 'Info API',
};

/** What a code was redeemed with: each request and its answer. */
const redemption = (record: HandshakeRecord): readonly Arrow[] =>
  (record.calls ?? []).flatMap(({ role, by, method, url, status, ms, readable, set }): Arrow[] => {
    const from = by === 'host' ? { from: docs } : {};
    const isGood = status !== undefined && status < 300 && readable !== false;
    return [
      {
        lane: flow,
        ...from,
        way: 'out',
        head: method,
        text: url,
        notes: [[endpoints[role]]],
        tone: 'plain',
      },
      {
        lane: flow,
        ...from,
        way: 'back',
        head: status === undefined ? 'no answer that could be read' : String(status),
        notes: [['after', span(ms)], ...(set ?? []).map((field) => ['set', field] as const)],
        tone: isGood ? 'good' : 'bad',
      },
    ];
  });

function decision(record: HandshakeRecord): Arrow | undefined {
  const { state, code, location } = record;
  if (state !== 'accepted' && state !== 'refused') return undefined;
  const took = state === 'accepted';
  return {
    lane: docs,
    way: 'back',
    head: took
      ? record.calls === undefined
        ? 'takes the token'
        : 'lets the reader in'
      : 'refuses',
    ...(code !== undefined && !took && { text: code }),
    notes: location === undefined ? [] : [['goes on to', location]],
    tone: took ? 'good' : 'bad',
  };
}

function arrival(record: HandshakeRecord, arrivedAtMs: number): readonly Arrow[] {
  const { token, arrivedAt, state } = record;
  const decided = decision(record);
  return [
    {
      lane: docs,
      way: 'out',
      head: token === undefined ? 'comes back' : 'brings a token',
      ...(arrivedAt !== undefined && { text: arrivedAt }),
      notes: token === undefined ? [] : [['token', token.masked]],
      tone: state === 'accepted' ? 'good' : state === 'refused' ? 'bad' : 'plain',
      ...since(record, arrivedAtMs),
    },
    ...redemption(record),
    ...(decided === undefined ? [] : [decided]),
  ];
}

/** A page's question to a session API, which the browser answers for: the host hears words alone. */
function askPicture(record: HandshakeRecord, asked: SessionAsk, docsUrl: string): Sequence {
  const { id, state, code, page } = record;
  const { status, url, ms, readable } = asked;
  const tone = state === 'identified' ? 'good' : state === 'failed' ? 'bad' : 'plain';
  const came = status === undefined ? 'no answer that it may read' : String(status);
  return {
    label: `Handshake ${id}, step by step`,
    lanes: [{ name: 'Page' }, lane('Session API', hostOf(url)), lane('Docs host', hostOf(docsUrl))],
    arrows: [
      {
        lane: flow,
        way: 'out',
        head: 'GET',
        text: url,
        notes: [['with', 'cookies']],
        tone: 'plain',
      },
      {
        lane: flow,
        way: 'back',
        head: came,
        notes: [['after', span(ms)]],
        tone: readable ? tone : 'bad',
      },
      {
        lane: docs,
        way: 'out',
        head: 'tells',
        text: code ?? states[state] ?? state,
        notes: page === undefined ? [] : [['at', page]],
        tone,
      },
    ],
  };
}

/** What the page tells of a question that did not fail. */
const states: Readonly<Partial<Record<HandshakeState, string>>> = {
  identified: 'the reader is known',
  stranger: 'nobody is signed in',
};

/**
 * A handshake as a sequence picture: what the docs host saw, and one gap for all that it did not.
 *
 * @param docsUrl the docs as a browser sees them
 * @param nowMs the host's clock, for a visitor who is away
 * @param flowName what the party is called where readers log in
 */
export function pictureOf(
  record: HandshakeRecord,
  docsUrl: string,
  nowMs: number,
  flowName: string = 'Login flow',
): Sequence {
  const { id, leftAtMs, arrivedAtMs, sentTo, asked } = record;
  if (asked !== undefined) return askPicture(record, asked, docsUrl);
  const unasked: Gap = {
    unseen: flow,
    head: 'Nobody was sent off',
    text: 'this came unasked, or the browser kept no cookie of its departure',
    open: false,
  };
  return {
    label: `Handshake ${id}, step by step`,
    lanes: [
      { name: 'Browser' },
      lane(flowName, hostOf(sentTo)),
      lane('Docs host', hostOf(docsUrl)),
    ],
    arrows: [
      ...(leftAtMs === undefined
        ? [unasked]
        : [...departure(record, leftAtMs), inside(record, leftAtMs, nowMs)]),
      ...(arrivedAtMs === undefined ? [] : arrival(record, arrivedAtMs)),
    ],
  };
}
