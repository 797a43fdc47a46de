/** How long the body of an answer may still take whose path did not end it before, in milliseconds. */
export const endlessBodyMs = 1_000;

/** The paths of a run that answered their head in time and never ended their body: one time-out shows that. */
export interface EndlessPaths {
  readonly add: (url: string) => void;
  readonly has: (url: string) => boolean;
}

/** Opens an empty memory; the query is no part of a path, since every visit has another one. */
export function openEndlessPaths(): EndlessPaths {
  const paths = new Set<string>();
  const pathOf = (url: string): string => {
    const { origin, pathname } = new URL(url);
    return origin + pathname;
  };
  return { add: (url) => paths.add(pathOf(url)), has: (url) => paths.has(pathOf(url)) };
}
