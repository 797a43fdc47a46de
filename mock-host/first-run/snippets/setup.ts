import { own } from '../../routes/login-link.js';

/** What a login flow has to be told of a docs host, as far as a snippet needs it. */
export interface LoginSetup {
  readonly docsOrigin: string;
  /** Without a slash at the end; empty for none. */
  readonly docsPath: string;
  /** Where tokens go to; absent where any page takes them. */
  readonly callbackUrl?: string;
  /** As the header of a token names it. */
  readonly algorithm: string;
  /** That of the key pair. */
  readonly curve: 'Ed25519' | 'P-256';
  /** What the claim `host` has to be; absent where none is asked for. */
  readonly hostClaim?: string;
  /** The parameter of the login link that holds the page; absent where there is none. */
  readonly returnParam?: string;
  /** True where `jwt=<JWT>&anchor=<name>` is a fragment that the host knows. */
  readonly knowsAnchors: boolean;
  /** Paths that the docs host keeps for itself, below the docs subpath, in lower case. */
  readonly reservedPaths: readonly string[];
  /** The path and the port of the login flow. */
  readonly loginPath: string;
  readonly loginPort: number;
}

/** A login flow in one file, without the sign-in that every application has of its own. */
export interface Snippet {
  /** For addresses and tests: `express`. */
  readonly id: string;
  readonly title: string;
  readonly file: string;
  /** What to install, as a command or in words; absent where the language brings everything along. */
  readonly install?: string;
  readonly text: string;
}

/** What makes a snippet. */
export type SnippetMaker = (setup: LoginSetup) => Snippet;

/** What every snippet says of the reader, whom it makes up. */
export const userNote = 'Your own sign-in goes here: who is this, and what may they read?';

/** The variable that holds the private key, as PEM; a literal \n counts as a line end. */
export const keyVariable = 'DOCS_KEY';

/** How long a reader stays logged in at the docs, in every snippet. */
export const sessionSeconds = '14 * 24 * 3600';

/** A page of the docs that may go into a query: one slash first, no control character. No look-ahead: Go has none. */
const anyPage = String.raw`/([^/\\\x00-\x1f\x7f][^\x00-\x1f\x7f]*)?`;
/** A page that becomes the address itself: as a browser spells it, in ASCII. */
const asciiPage = String.raw`/([!-.0-\[\]-~][!-~]*)?`;

/** The regular expression of a page that readers may be sent back to, to be anchored at both ends. */
export const pagePattern = ({ callbackUrl }: LoginSetup): string =>
  callbackUrl === undefined ? asciiPage : anyPage;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The regular expression of paths where no page is, to be anchored at the beginning, in any case. */
export function reservedPattern({ docsPath, reservedPaths }: LoginSetup): string {
  const names = [own, ...reservedPaths].map((path) => escaped(path.slice(1)));
  return `${escaped(docsPath)}/+(${names.join('|')})(/|$)`;
}

/** What stays of an anchor: it came percent-encoded, and goes on as it came. */
export const anchorPattern: string = String.raw`[\w.~%!*()'-]+`;

/** A text as PHP, Ruby and JavaScript quote it. */
export const singleQuoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

/** A text as Python, Java and Go quote it. */
export const doubleQuoted = (text: string): string => JSON.stringify(text);

/** Lines, each on the level that it is given. */
export const lines = (...all: readonly (string | false | readonly string[])[]): string =>
  `${all
    .flat()
    .filter((line) => line !== false)
    .join('\n')}\n`;
