import type { Exchange } from '../../../protocol/exchange.js';
import { hostileHost } from './values.js';

/** Where a script goes that a return value brought along: a place that nothing else leads to. */
export const effectUrl: string = `https://${hostileHost}/a-return-value-ran-as-script`;

/** The script: it navigates, since a Content-Security-Policy that lets it run at all does not stop that. */
export const effect: string = `void(location.href='${effectUrl}')`;

/** True where that script ran: its navigation, or its request, was seen. */
export function tookEffect({ navigations, aside }: Exchange): boolean {
  const urls = [...navigations, ...(aside?.requests ?? [])].map(({ url }) => url.reveal());
  return urls.some((url) => url.startsWith(effectUrl));
}
