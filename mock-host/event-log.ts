import type { JsonObject } from '../protocol/json.js';
import { mask } from '../protocol/secrecy/masking.js';
import { copied, sizeOf } from './readers/shelf.js';

/** What can happen at the host. */
export const hostEventKinds = [
  'sent-to-login',
  'not-back',
  'way-back',
  'token-accepted',
  'token-refused',
  'token-astray',
  'verified-here',
  'reader-identified',
  'reader-unknown',
  'ask-failed',
  'endpoint-asked',
  'login-refused',
  'session-replaced',
  'session-lost',
  'redirect-rejected',
  'group-refused',
  'page-missing',
  'files-read',
  'signed-out',
  'loop-stopped',
  'request-refused',
  'fault',
  'told-otherwise',
  'broken',
] as const;

/** One of them. */
export type HostEventKind = (typeof hostEventKinds)[number];

/** One line of the host's story, masked and free of control characters. */
export interface HostEvent {
  /** The host's clock, milliseconds since the epoch. */
  readonly atMs: number;
  readonly kind: HostEventKind;
  /** One sentence. */
  readonly sentence: string;
  /** A requirement id or a word of the host's policy, where a token was refused. */
  readonly code?: string;
  /** The path that was asked for, where there is one. */
  readonly path?: string;
  /** What a reader should know besides: one sentence each. */
  readonly details?: readonly string[];
  /** The handshake that it belongs to, by its id in the journal. */
  readonly handshake?: number;
  /** Faults on demand that made it so, by their ids. */
  readonly faults?: readonly string[];
}

/** Hears of an event, and of the payload of a token that was accepted, which no log keeps. */
export type EventListener = (event: HostEvent, user?: JsonObject) => void;

/** A bounded log: the oldest events go first. */
export interface EventLog {
  readonly add: (event: HostEvent, user?: JsonObject) => void;
  readonly all: () => readonly HostEvent[];
  /** Octets that the events take, at most. */
  readonly octets: () => number;
  /** Calls back for every further event; the returned function ends that. */
  readonly onEvent: (listener: EventListener) => () => void;
  /** Forgets every event; whoever listens goes on doing so. */
  readonly clear: () => void;
  /** Calls back whenever every event was forgotten. */
  readonly onClear: (listener: () => void) => void;
}

/** Longest text that an event keeps, in characters. */
const longest = 500;

/** Makes a text fit to be printed: masked, on one line, without control or direction characters, cut. */
export function printable(text: string): string {
  const start = text.slice(0, longest * 40);
  // Most texts are plain ASCII, which is seen much sooner.
  const plain = /^[ -~]*$/.test(start) ? start : start.replace(/[\p{C}\u2028\u2029]/gu, '\u{FFFD}');
  // Masked before it is cut, so that no cut can hide a token from the mask.
  const shown = mask(plain);
  return copied(shown.length > longest ? `${shown.slice(0, longest)}…` : shown);
}

/** How much a log keeps. */
export interface LogLimits {
  /** Events; default 1,000. */
  readonly most?: number;
  /** Octets of all their texts together. */
  readonly mostOctets: number;
}

/** Octets that an event takes beside its texts. */
const overhead = 400;

/** Octets that an event takes, at most. */
function cost({ sentence, code = '', path = '', details = [] }: HostEvent): number {
  const texts = [sentence, code, path, ...details];
  return texts.reduce((octets, text) => octets + 40 + sizeOf(text), overhead);
}

/** Opens a log. */
export function openEventLog({ most = 1000, mostOctets }: LogLimits): EventLog {
  const events: HostEvent[] = [];
  let octets = 0;
  const listeners = new Set<EventListener>();
  const clearing = new Set<() => void>();
  return {
    add: (event, user) => {
      const clean: HostEvent = {
        ...event,
        sentence: printable(event.sentence),
        ...(event.code === undefined ? {} : { code: printable(event.code) }),
        ...(event.path === undefined ? {} : { path: printable(event.path) }),
        ...(event.details === undefined
          ? {}
          : { details: event.details.slice(0, 20).map(printable) }),
      };
      events.push(clean);
      octets += cost(clean);
      while (events.length > most || octets > mostOctets) {
        const oldest = events.shift();
        octets -= oldest === undefined ? octets : cost(oldest);
      }
      for (const listener of listeners) listener(clean, user);
    },
    all: () => [...events],
    octets: () => octets,
    clear: () => {
      events.length = 0;
      octets = 0;
      for (const listener of clearing) listener();
    },
    onClear: (listener) => void clearing.add(listener),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Longest path in a line of the terminal, in characters; the event keeps more of it. */
const longestPath = 120;

const cutPath = (path: string): string =>
  path.length > longestPath ? `${path.slice(0, longestPath)}…` : path;

/** One event as text for a terminal, its time in UTC: the first line says what happened, indented lines follow. */
export function describeEvent(event: HostEvent): string {
  const time = `${new Date(event.atMs).toISOString().slice(11, 19)}Z`;
  const code = event.code === undefined ? '' : ` [${event.code}]`;
  const path = event.path === undefined ? '' : ` ${cutPath(event.path)}`;
  const faults = event.faults === undefined ? '' : ` (on demand: ${event.faults.join(', ')})`;
  const head = `${time} ${event.kind}${code}${path}: ${event.sentence}${faults}`;
  return [head, ...(event.details ?? []).map((line) => `          ${line}`)].join('\n');
}
