import type { CDPSession } from 'playwright';

/** What a page has still to report before it is left, by its own account: a page that is being left takes no questions. */
export interface PageLeaving {
  /** The page is being left, or has reported all. */
  readonly note: (how: 'leaving' | 'left') => void;
  /** Resolves when all is reported, or after a while. */
  readonly reported: () => Promise<void>;
}

/** A page that is busy for good reports nothing; in milliseconds. */
const mostMs = 2_000;

/** Opens the account of one tab. */
export function openPageLeaving(): PageLeaving {
  let leaving = false;
  const waiting = new Set<() => void>();
  return {
    note: (how) => {
      leaving = how === 'leaving';
      if (leaving) return;
      for (const go of waiting) go();
      waiting.clear();
    },
    reported: async () => {
      if (!leaving) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        timer = setTimeout(resolve, mostMs);
      });
      clearTimeout(timer);
    },
  };
}

/** A tab, as far as its page can be left. */
interface Leavable {
  readonly cdp: CDPSession;
  readonly leaving: PageLeaving;
}

/** The tabs whose pages the docs host waits for. */
export interface LeavingPages {
  /** A visit begins; call the answer when it is over. */
  add(tab: Leavable): () => void;
  /**
   * Resolves when every page that is being left has reported what it did. The docs host waits for that before it
   * answers: once its page is there, what the last page asked for is sent, but no longer reported.
   */
  allReported(): Promise<unknown>;
}

/** Opens the list of one run. */
export function openLeavingPages(): LeavingPages {
  const tabs = new Set<Leavable>();
  return {
    add: (tab) => {
      tabs.add(tab);
      return () => void tabs.delete(tab);
    },
    allReported: () =>
      Promise.all(
        [...tabs].map(async ({ cdp, leaving }) => {
          // What the browser has had from its pages by now comes before its answer.
          await cdp.send('Target.getTargetInfo').catch(() => undefined);
          await leaving.reported();
        }),
      ),
  };
}
