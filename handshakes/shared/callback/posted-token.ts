import type { Exchange } from '../../../protocol/exchange.js';

/** Ends of a request whose method was not the one that the handler is for. */
const strange = new Set([404, 405, 501]);

/** What to say where the token came in the body of a form; undefined where it did not. */
export function postedToken({ callback }: Exchange): string | undefined {
  return callback?.posted === true
    ? 'The token came in the body of a form: the docs read the fragment of the URL, and take no POST. Redirect to the callback with 303 instead.'
    : undefined;
}

/** The sentence that names the 307 or 308 by which a form was sent once more to where nothing takes it; otherwise empty. */
export function repeatedPost({ hops, stop }: Exchange): string {
  const last = hops.at(-1);
  const before = hops.at(-2);
  if (stop.code !== 'status' || last?.method !== 'POST' || last.cause !== 'redirect') return '';
  const status = before?.status ?? 0;
  if ((status !== 307 && status !== 308) || before === undefined) return '';
  const told = strange.has(last.status ?? 0) ? '' : ', which may be why';
  const { pathname } = new URL(before.url.reveal());
  return ` It was asked with POST, because ${pathname} answered the form with ${status}, which repeats it${told}: answer with 303, so that the browser goes on with GET.`;
}
