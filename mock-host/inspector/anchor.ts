/** What the inspector's address says in its fragment: a handshake, or once the token that lets it in. */

/** Where the address of the inspector names a handshake. */
export const anchorOf = (id: number): string => `#handshake-${id}`;

/** The address that lets a browser in; the page takes the token out of it at once. */
export const withToken = (inspectorUrl: string, token: string): string =>
  `${inspectorUrl}#token=${encodeURIComponent(token)}`;

/** What a fragment says. */
export interface Named {
  readonly handshake?: number;
  readonly token?: string;
}

/** Reads a fragment with its `#`; nothing of one that says neither. */
export function readFragment(fragment: string): Named {
  const [, id] = /^#handshake-(\d{1,15})$/.exec(fragment) ?? [];
  if (id !== undefined) return { handshake: Number(id) };
  const [, token] = /^#token=(.+)$/s.exec(fragment) ?? [];
  if (token === undefined) return {};
  try {
    return { token: decodeURIComponent(token) };
  } catch {
    return { token };
  }
}
