/** Where the address of the inspector names a handshake. */
export const anchorOf = (id: number): string => `#handshake-${id}`;

/** The handshake that a fragment names; undefined for none. */
export function namedBy(fragment: string): number | undefined {
  const [, id] = /^#handshake-(\d{1,15})$/.exec(fragment) ?? [];
  return id === undefined ? undefined : Number(id);
}
