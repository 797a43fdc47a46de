/** What the inspector's address says in its fragment: a handshake, or once the token that lets it in. */

/** Where the address of the inspector names a handshake. */
export const anchorOf = (id: number): string => `#handshake-${id}`;

/** The address that lets a browser in; the page takes the token out of it at once. */
export const withToken = (inspectorUrl: string, token: string): string =>
  `${inspectorUrl}#${encodeURIComponent(token)}`;

/** What a fragment says. */
export interface Named {
  readonly handshake?: number;
  readonly token?: string;
}

/** Characters of a token at least; a shorter fragment is a place in the page. */
const shortestToken = 16;

/** Reads a fragment with its `#`; nothing of one that says neither. */
export function readFragment(fragment: string): Named {
  const [, id] = /^#handshake-(\d{1,15})$/.exec(fragment) ?? [];
  if (id !== undefined) return { handshake: Number(id) };
  const text = fragment.slice(1);
  try {
    const token = decodeURIComponent(text);
    return token.length < shortestToken ? {} : { token };
  } catch {
    return { token: text };
  }
}
