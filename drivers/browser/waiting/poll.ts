import type { Page } from 'playwright';
import type { PageRecord } from '../record/record.js';

/** How often a page is asked again while nothing happens in it, in milliseconds: scripts change pages without a trace. */
const againMs = 60;

/**
 * Asks a page until it has an answer, from the moment that it can be read, across navigations, as long as it is open.
 *
 * @param read runs in the page; undefined and null mean: not yet
 * @param done ends it without an answer
 */
export async function whenShown<Argument, Answer>(
  page: Page,
  record: PageRecord,
  read: (argument: Argument) => Answer | undefined | null,
  argument: Argument,
  done: () => boolean,
): Promise<Answer | undefined> {
  // Whoever asked may have gone on with something else: without this the question would outlive its page for ever.
  const over = (): boolean => done() || page.isClosed();
  const inPage = read as (argument: unknown) => Answer | undefined | null;
  for (;;) {
    await record.watch.until(() => record.parsed() || over(), againMs);
    if (over()) return undefined;
    const at = record.lastEventMs();
    if (record.parsed()) {
      // A page that goes away cannot answer; the next one is asked.
      const answer = await page
        .evaluate(inPage, argument as unknown)
        .catch((): undefined => undefined);
      if (answer !== undefined && answer !== null) return answer;
    }
    await record.watch.until(() => record.lastEventMs() !== at || over(), againMs);
  }
}
