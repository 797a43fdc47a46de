import { useEffect, useState } from 'preact/hooks';

/** What came of a question to the host. */
export type Asked<T> =
  | { readonly is: 'waiting' }
  | { readonly is: 'here'; readonly value: T }
  | { readonly is: 'failed'; readonly why: string };

/** Why a question came to nothing, as a sentence. */
export const whyFailed = (error: unknown): string =>
  error instanceof Error && error.message !== ''
    ? error.message
    : 'The host does not answer: is serve still running?';

/**
 * Asks the host, and again whenever the key changes; until the new answer is there the last one stays.
 *
 * @param key what the answer depends on
 * @param ask stays the same for one key
 */
export function useAsked<T>(key: string, ask: () => Promise<T>): Asked<T> {
  const [asked, tell] = useState<Asked<T>>({ is: 'waiting' });
  useEffect(() => {
    let isWanted = true;
    ask().then(
      (value) => {
        if (isWanted) tell({ is: 'here', value });
      },
      (error: unknown) => {
        if (isWanted) tell({ is: 'failed', why: whyFailed(error) });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [key]);
  return asked;
}
