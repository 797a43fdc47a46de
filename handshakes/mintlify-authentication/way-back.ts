import type { Mutant } from '../../protocol/plan.js';
import type { Context } from '../../protocol/requirement.js';
import { decodeLoosely, type CallbackReading } from '../../protocol/url/callback.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import { callbackChange, type afterSignIn } from '../shared/mutants.js';

/** What the rows about the way back share: how a returned value is read, and how mutants write one. */

/** The values of the callback's `redirect`, form-decoded once, in order. */
export const returned = (
  callback: CallbackReading | undefined,
  { facts }: Context,
): readonly string[] =>
  callback?.query.filter(([name]) => name === facts.returnParam).map(([, value]) => value) ?? [];

/** True where the value that comes back says nothing: there is none, or it is the root. */
export const isDropped = (values: readonly string[]): boolean =>
  values[0] === undefined || values[0] === '' || values[0] === '/';

/** True where every `%` of a text begins an octet. */
const isEscaped = (text: string): boolean => !/%(?![0-9A-Fa-f]{2})/.test(text);

/** What a page reads from a query: its pairs in order (WHATWG URL §5.1), `+` and `%20` the same blank. */
const pairsOf = ({ searchParams }: URL): string => JSON.stringify([...searchParams]);

/**
 * True where two paths are one page: a blank and `%20`, `é` and `%C3%A9` to a browser (WHATWG URL), and what a
 * page reads from the query by the rules of forms.
 */
export function isSamePage(back: string, sent: string, docsOrigin: string): boolean {
  const page = (value: string): URL | undefined =>
    /^\/(?![/\\])/.test(value) ? parseUrl(value, docsOrigin) : undefined;
  const [one, other] = [page(back), page(sent)];
  if (one === undefined || other === undefined) return false;
  if (one.href === other.href) return true;
  return (
    one.pathname === other.pathname &&
    one.hash === other.hash &&
    pairsOf(one) === pairsOf(other) &&
    // What only happens to read alike is refused on arrival.
    (isEscaped(one.search) || !isEscaped(other.search))
  );
}

/** How often a flow may have encoded a value too much. */
const layers = 3;

/** Letters and digits of a text, decoded as often as it goes, in lower case. */
function gist(text: string): string {
  let form = text;
  for (let layer = 0; layer < layers; layer += 1) form = decodeLoosely(form);
  return form.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** True where one value is the other one changed on its way: cut, made absolute, encoded twice, in lower case. */
export function resembles(back: string, sent: string): boolean {
  const path = gist(sent.replace(/[?#&].*$/s, ''));
  return path !== '' && gist(back).includes(path);
}

/** The query of a callback URL, without `?`, replaced. */
export const withQuery = (url: string, query: string): string => {
  const [front = '', fragment = ''] = url.split('#', 2);
  return `${front.replace(/\?.*$/s, '')}${query}#${fragment}`;
};

/**
 * A mutant that writes the return value into the callback in its own way; the root and nothing stay as they are.
 *
 * @param change where it does so: at every hand-over, or `afterSignIn` only
 */
export const writes = (
  name: string,
  write: (value: string, docsOrigin: string) => string,
  change: typeof callbackChange | typeof afterSignIn = callbackChange,
): Mutant => ({
  name,
  change: change((url, _token, request) => {
    const value = new URLSearchParams(url.replace(/^[^?#]*\??|#.*$/gs, '')).get('redirect');
    return value === null ? url : withQuery(url, write(value, request.docsOrigin));
  }),
});
