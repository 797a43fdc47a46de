import type { Exchange } from '../../../protocol/exchange.js';
import type { Carrier } from '../../../protocol/handshake.js';
import { spellings } from '../../../protocol/secrecy/spellings.js';
import { withoutCarried } from '../../../protocol/url/callback.js';

/** Percent-decodes octet by octet: what is looked for is ASCII, and a stray % must not hide it. */
const decoded = (text: string): string =>
  text.replace(/%[0-9a-f]{2}/gi, (escape) => String.fromCharCode(Number(`0x${escape.slice(1)}`)));

/** How a text holds a signing input, as the end of a sentence; undefined where it does not. */
type Holding = (text: string) => string | undefined;

/** Looks for a signing input, which is spelled out for the first text that is long enough to hold it. */
function holdingOf(signingInput: string): Holding {
  let forms: readonly string[] | undefined;
  // No spelling of what is written the same everywhere is shorter than itself.
  const shortest = /^[\w.~-]{12,}$/.test(signingInput) ? signingInput.length : 0;
  return (text) => {
    if (text.length < shortest) return undefined;
    forms ??= [signingInput, ...spellings(signingInput).filter((form) => form !== signingInput)];
    return holding(text, forms);
  };
}

function holding(text: string, forms: readonly string[]): string | undefined {
  const plain = decoded(text);
  const found = forms.findIndex((form) => text.includes(form) || plain.includes(form));
  if (found < 0) return undefined;
  return found === 0 ? '' : ', in Base64';
}

/**
 * Where besides its carrier in the callback a signing input stands, up to the hand-over: as it is, percent-encoded, or in
 * Base64 wherever it begins there, which is how signed session cookies hold what is put into them.
 *
 * @returns the end of a sentence; undefined where it stands nowhere
 */
export function elsewhere(
  exchange: Exchange,
  signingInput: string,
  carrier: Carrier,
): string | undefined {
  const held = holdingOf(signingInput);
  const handOver = exchange.callback?.hop ?? exchange.hops.length;
  const front = withoutCarried(exchange.callback?.url.reveal() ?? '', carrier);
  const inFront = held(front);
  if (inFront !== undefined) {
    const where = carrier.by === 'fragment' ? 'query or path' : 'rest';
    return `in the ${where} of the callback URL${inFront}`;
  }
  for (const navigation of exchange.navigations) {
    if (navigation.from >= handOver) continue;
    const how = held(navigation.url.reveal());
    if (how !== undefined) return `in a URL of an earlier hop${how}`;
  }
  for (const hop of exchange.hops.slice(0, handOver + 1)) {
    for (const [name, value] of hop.headers) {
      const text = value.reveal();
      const isTarget = /^(?:location|refresh)$/i.test(name);
      const how = held(isTarget ? withoutCarried(text, carrier) : text);
      if (how === undefined) continue;
      return `${/^set-cookie$/i.test(name) ? 'in a cookie' : `in the header field ${name}`}${how}`;
    }
  }
  return undefined;
}
