import type { CDPSession } from 'playwright';
import type { ScriptRedirect, Stop, StopCode } from '../../protocol/exchange.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { destination } from '../../protocol/url/destination.js';
import type { Target } from '../../protocol/visit.js';
import { fieldValue } from '../fields.js';
import { resolveLocation } from '../http/location.js';
import { pageStop, place } from '../wording.js';

/** What became of the requests of a page's scripts. */
export interface ScriptWatch {
  /** The first one that the login flow redirected to the docs; undefined where there was none. */
  readonly redirected: () => ScriptRedirect | undefined;
  /** The answer to the first request that changes something, sent to the login flow since then; undefined for none. */
  readonly answered: (sinceMs: number) => AnsweredRequest | undefined;
}

/** The answer to a request of a script; its text is kept with all that pages load. */
export interface AnsweredRequest {
  readonly url: string;
  /** The browser's clock, in milliseconds since the epoch. */
  readonly sentAtMs: number;
  readonly status: number;
  readonly setsCookie: boolean;
}

interface Asked {
  readonly first: string;
  readonly method: string;
  readonly sentAtMs: number;
  status?: number;
  url: string;
  toDocs: boolean;
  blocked?: string;
}

const byScript = new Set(['XHR', 'Fetch']);

/** Listens to the requests of scripts (`Network` enabled). Call it before the page goes anywhere. */
export function watchScripts(cdp: CDPSession, target: Target): ScriptWatch {
  const asked = new Map<string, Asked>();
  // The raw side of an answer may come before the request that it belongs to is announced.
  const locations = new Map<string, string[]>();
  /** Requests whose answers set a cookie. */
  const setting = new Set<string>();
  const handsOver = (url: string): boolean =>
    ['docs', 'away-with-token'].includes(destination(url, target));
  const inside = (url: string): boolean => destination(url, target) === 'inside';
  const look = (id: string): void => {
    const one = asked.get(id);
    for (const location of one === undefined ? [] : (locations.get(id)?.splice(0) ?? [])) {
      const to = resolveLocation(location, one?.url ?? '');
      if (one === undefined || to === undefined) continue;
      if (inside(one.first) && handsOver(to)) one.toDocs = true;
      one.url = to;
    }
  };

  cdp.on(
    'Network.requestWillBeSent',
    ({ requestId, request, type, redirectResponse, wallTime }) => {
      if (!byScript.has(type ?? '')) return;
      const url = request.url + (request.urlFragment ?? '');
      const before = redirectResponse === undefined ? undefined : asked.get(requestId);
      if (before === undefined) {
        const { method } = request;
        asked.set(requestId, { first: url, method, sentAtMs: wallTime * 1000, url, toDocs: false });
      } else {
        if (inside(before.first) && handsOver(url)) before.toDocs = true;
        before.url = url;
      }
      look(requestId);
    },
  );
  cdp.on('Network.responseReceived', ({ requestId, response }) => {
    const one = asked.get(requestId);
    if (one !== undefined) one.status = response.status;
  });
  cdp.on('Network.responseReceivedExtraInfo', ({ requestId, headers, statusCode }) => {
    if (fieldValue(Object.entries(headers), 'set-cookie') !== undefined) setting.add(requestId);
    const location = fieldValue(Object.entries(headers), 'location');
    if (location === undefined || statusCode < 300 || statusCode > 399) return;
    locations.set(requestId, [...(locations.get(requestId) ?? []), location]);
    look(requestId);
  });
  cdp.on('Network.loadingFailed', ({ requestId, errorText, corsErrorStatus, blockedReason }) => {
    const one = asked.get(requestId);
    if (one === undefined) return;
    one.blocked =
      corsErrorStatus !== undefined
        ? `CORS: ${corsErrorStatus.corsError}`
        : (blockedReason ?? errorText);
  });

  return {
    answered: (sinceMs) => {
      const found = [...asked].find(
        ([, { first, method, sentAtMs }]) =>
          sentAtMs >= sinceMs && method !== 'GET' && method !== 'HEAD' && inside(first),
      );
      if (found?.[1].status === undefined) return undefined;
      const [id, { url, sentAtMs, status }] = found;
      return { url, sentAtMs, status, setsCookie: setting.has(id) };
    },
    redirected: () => {
      const one = [...asked.values()].find(({ toDocs }) => toDocs);
      if (one === undefined) return undefined;
      const { first, blocked } = one;
      return { asked: seal(first), ...(blocked === undefined ? {} : { blocked }) };
    },
  };
}

/** Ends that a redirect of a script's request explains: the page stays as it was. */
const explained = new Set<StopCode>(['page', 'sign-in-page', 'sign-in-refused', 'no-form']);

/** Why a visit ended whose page had a request of a script redirected to the docs. */
export function scriptRedirectStop({ asked, blocked }: ScriptRedirect, stop: Stop): Stop {
  if (!explained.has(stop.code)) return stop;
  const became =
    blocked === undefined
      ? 'which leads nobody there'
      : `which the browser blocked (${blocked.replace(/^CORS: .*/, 'CORS')})`;
  return pageStop(
    `A script asked for ${place(asked.reveal())}, and the answer redirected its request to the docs, ${became}`,
    'submit the form as a navigation, or let the script assign location',
  );
}
