import type { DocsReading } from '../configuration/docs/docs-folder.js';
import { openLive, type Reading } from '../configuration/live/live-value.js';
import type { Watch } from '../configuration/live/watch.js';
import type { HostEvent } from '../mock-host/mock-host.js';
import { isReserved } from '../mock-host/routes/login-link.js';
import type { Docs, DocsSource } from '../protocol/docs/pages.js';
import { Failure } from '../protocol/failure.js';
import type { HandshakeFacts } from '../protocol/handshake.js';
import type { VerificationKey } from '../protocol/jose/keys.js';

/** A docs folder that is served. */
export interface ServedPages {
  /** As it was given. */
  readonly folder: string;
  readonly first: DocsReading;
  readonly read: () => Promise<DocsReading>;
}

/** What of a service stands in files. */
export interface FileSettings {
  readonly keys: Reading<readonly VerificationKey[]>;
  /** Reads the keys again. */
  readonly readKeys: () => Promise<Reading<readonly VerificationKey[]>>;
  /** Pages of the user's own; absent for the built-in sample. */
  readonly pages?: ServedPages;
}

/** What a host is given that follows files. */
export interface ServedFiles {
  readonly keys: () => readonly VerificationKey[];
  readonly docs?: DocsSource;
  /** Says what was found in the docs folder at the start. */
  readonly tellFirst: () => void;
  readonly close: () => void;
}

type Tell = (event: Omit<HostEvent, 'atMs'>) => void;

/** Sentences about files that one event has room for. */
const mostDetails = 15;

const reason = (cause: unknown): string =>
  cause instanceof Failure ? cause.message : `They cannot be read (${String(cause)}).`;

const pagesIn = ({ pages }: Docs): string => `${pages.size} page${pages.size === 1 ? '' : 's'}`;

/** Everything that is wrong with some pages: what the host keeps for itself is a page that nobody reaches. */
const noticesOf = ({ docs, notices }: DocsReading, facts: HandshakeFacts): readonly string[] => [
  ...[...docs.pages.values()]
    .filter(({ path }) => isReserved(path, facts))
    .map(({ path, file }) => `${file}: the docs host keeps ${path} for itself.`),
  ...notices,
];

function followKeys(
  settings: FileSettings,
  watch: Watch,
  tell: Tell,
): Pick<ServedFiles, 'keys' | 'close'> {
  const { current, close } = openLive({
    first: settings.keys,
    read: settings.readKeys,
    watch,
    changed: (value) => {
      const names = value.map(({ name }) => name).join(', ');
      tell({ kind: 'files-read', sentence: `The keys were read again: ${names}.` });
    },
    failed: (cause) =>
      tell({ kind: 'files-read', sentence: `${reason(cause)} The keys stay as they were.` }),
  });
  return { keys: current, close };
}

const readingOf = (value: DocsReading): Reading<DocsReading> => ({
  value,
  watched: value.watched,
  mark: value.mark,
});

function followPages(
  { folder, first, read }: ServedPages,
  facts: HandshakeFacts,
  watch: Watch,
  tell: Tell,
): Omit<ServedFiles, 'keys'> {
  const say = (sentence: string, reading: DocsReading): void => {
    const all = noticesOf(reading, facts);
    const more = all.length - mostDetails;
    const shown = all.slice(0, mostDetails);
    const details = more > 0 ? [...shown, `And ${more} more like these.`] : shown;
    tell({ kind: 'files-read', sentence, ...(details.length > 0 && { details }) });
  };
  const { current, close } = openLive<DocsReading>({
    first: readingOf(first),
    read: async () => readingOf(await read()),
    watch,
    changed: (value) => say(`The docs were read again: ${pagesIn(value.docs)}.`, value),
    failed: (cause) =>
      tell({ kind: 'files-read', sentence: `${reason(cause)} The docs stay as they were.` }),
  });
  return {
    docs: { current: () => current().docs },
    tellFirst: () => say(`The docs in ${folder}: ${pagesIn(current().docs)}.`, current()),
    close,
  };
}

/** Keeps the keys and the pages of a service as their files are. A file that breaks leaves what was there before. */
export function openServedFiles(
  settings: FileSettings & { readonly handshake: { readonly facts: HandshakeFacts } },
  watch: Watch,
  tell: Tell,
): ServedFiles {
  const keys = followKeys(settings, watch, tell);
  const { pages } = settings;
  if (pages === undefined) return { ...keys, tellFirst: () => undefined };
  const docs = followPages(pages, settings.handshake.facts, watch, tell);
  return {
    ...docs,
    keys: keys.keys,
    close: () => {
      keys.close();
      docs.close();
    },
  };
}
