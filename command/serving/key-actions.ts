import { spawn } from 'node:child_process';

/** What a key can ask for. */
export interface KeyActions {
  /** The page that `o` opens. */
  readonly page: string;
  readonly reset: () => void;
  readonly quit: () => void;
  /** Writes to the terminal; the text has its line ends. */
  readonly say: (text: string) => void;
  /** Opens a page in the reader's browser; false where there is nothing that could. */
  readonly open: (page: string) => Promise<boolean>;
}

/** What the keys do, in one line. */
export const keysLine = 'Keys: o opens the docs, c clears the screen, r resets the host, q quits.';

/** Erases the screen and what was scrolled out of it (ECMA-48, and `3J` as xterm has it). */
const cleared = '\u001b[2J\u001b[3J\u001b[H';

/** Does what a key asks for. Keys that mean nothing do nothing. */
export function onKey(key: string, actions: KeyActions): void {
  const { page, reset, quit, say, open } = actions;
  if (key === 'o') {
    void open(page).then((opened) => {
      if (!opened) say(`There is no program that opens pages: open ${page} by hand.\n`);
    });
  } else if (key === 'c') say(cleared);
  else if (key === 'r') {
    reset();
    say('The host was reset: sessions, used tokens and events are forgotten.\n');
  } else if (key === 'q' || key === '\u0004') quit();
  else if (key === '\r' || key === '\n') say('\n');
  else if (key === 'h' || key === '?') say(`${keysLine}\n`);
}

/** The program that hands a page to the browser of whoever is logged in. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  // The empty word is the title of a window: `start` takes its first quoted word for that.
  win32: ['cmd', '/c', 'start', '""'],
};

/** Opens a page with the system's own program. */
export function openInBrowser(page: string): Promise<boolean> {
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = spawn(program, [...words, page], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    child.unref();
  });
}
