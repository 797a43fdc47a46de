import type { Exchange, Hop } from '../../protocol/exchange.js';
import { readPage } from './page.js';
import type { Page } from './page.js';

/** What was seen of a form with a password, and of what came after it was sent. */
export interface SentSight {
  /** Index of the first request of the page after the form was sent; beyond the last one where it stayed. */
  readonly at: number;
  /** Milliseconds between the showing of the form and its sending. */
  readonly shownMs: number;
  /** The page with the form, and the one at the end; absent where it cannot be read. */
  readonly before?: Page;
  readonly after?: Page;
  /** The status of the page at the end; 0 where none came. */
  readonly status: number;
  /** Where a script sent what was filled in: the answer that it got. */
  readonly answer?: ScriptAnswer;
}

/** The answer to a request of a script. */
export interface ScriptAnswer {
  readonly status: number;
  /** Empty where it is no text, or was not seen. */
  readonly text: string;
  readonly setsCookie: boolean;
}

async function pageOf(hop: Hop): Promise<Page | undefined> {
  const { body } = hop;
  if (body !== undefined && body.text === undefined && body.bytes > 0) return undefined;
  return readPage(body?.text?.reveal() ?? '', hop.url.reveal());
}

/** How long the form of the last password had been shown, by the exchange alone; undefined where none was sent. */
export function shownOverHttp({ hops }: Pick<Exchange, 'hops'>): number | undefined {
  const at = hops.findLastIndex(({ credentials }) => credentials);
  const [form, post] = [hops[at - 1], hops[at]];
  return form === undefined || post === undefined ? undefined : post.sentAtMs - form.receivedAtMs;
}

/** What an exchange without scripts shows of its last password; undefined where none was sent. */
export async function sentOverHttp(exchange: Exchange): Promise<SentSight | undefined> {
  const { hops } = exchange;
  const at = hops.findLastIndex(({ credentials }) => credentials);
  const [form, last] = [hops[at - 1], hops.at(-1)];
  const shownMs = shownOverHttp(exchange);
  if (form === undefined || last === undefined || shownMs === undefined) return undefined;
  const [before, after] = await Promise.all([pageOf(form), pageOf(last)]);
  return {
    at,
    shownMs,
    status: last.status ?? 0,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
