import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { Failure } from '../../protocol/failure.js';

/** An unpacked browser. */
export interface UnpackedChromium {
  readonly executable: string;
  /** A folder for `LD_LIBRARY_PATH` with the shared libraries that this machine lacks; absent where it has them. */
  readonly libraries?: string;
}

/** The one part of the archive library that is used: unpacks a tar stream into a folder. */
interface TarFs {
  readonly extract: (folder: string) => NodeJS.WritableStream;
}

const packageName = '@sparticuz/chromium';

/**
 * Unpacks the Chromium that the npm package `@sparticuz/chromium` carries (Linux, x64), once per version:
 * into `node_modules/.cache/docs-handshake`, or into the system's temporary folder where that cannot be written.
 * Each file is written beside its place and renamed into it, so two processes at once do no harm.
 *
 * @param progress hears one line before the two seconds of work
 * @returns undefined where the package is not installed, or is not for this machine
 */
export async function unpackChromium(
  progress: (line: string) => void = () => undefined,
): Promise<UnpackedChromium | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const require = createRequire(import.meta.url);
  let root: string;
  try {
    // The package exports no package.json, so its root is found from its entry (build/<format>/index.js).
    root = dirname(dirname(dirname(require.resolve(packageName))));
    await access(join(root, 'bin', 'chromium.br'));
  } catch {
    return undefined;
  }
  const { version } = require(join(root, 'package.json')) as { readonly version: string };
  const folder = await cacheFolder(dirname(dirname(root)), `chromium-${version}`);
  const executable = join(folder, 'chromium');
  if (!(await exists(executable))) {
    progress(`Unpacking the browser of ${packageName} ${version}, once`);
    await unpackFile(join(root, 'bin', 'chromium.br'), executable);
  }
  if (!(await lacksLibraries(executable))) return { executable };
  const libraries = join(folder, 'al2023');
  if (!(await exists(libraries))) {
    await unpackArchive(join(root, 'bin', 'al2023.tar.br'), libraries, root);
  }
  return { executable, libraries: join(libraries, 'lib') };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The first folder that can be written. The one under the temporary folder belongs to this user alone. */
async function cacheFolder(modules: string, name: string): Promise<string> {
  const preferred = join(modules, '.cache', 'docs-handshake', name);
  try {
    await mkdir(preferred, { recursive: true });
    await access(preferred, 2);
    return preferred;
  } catch {
    const user = process.getuid?.() ?? 0;
    const shared = join(tmpdir(), `docs-handshake-${user}`);
    await mkdir(shared, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      const sentence = `The browser cannot be unpacked to ${tmpdir()}, which cannot be written: set TMPDIR to a folder that can, or use --driver http.`;
      throw new Failure('browser', sentence, { cause });
    });
    // Somebody else's folder of that name could hold somebody else's program.
    const mine = (await stat(shared)).uid === user;
    const folder = join(mine ? shared : `${shared}-${randomBytes(6).toString('hex')}`, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}

const aside = (path: string): string => `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;

async function unpackFile(archive: string, place: string): Promise<void> {
  const temporary = aside(place);
  try {
    await pipeline(
      createReadStream(archive),
      createBrotliDecompress(),
      createWriteStream(temporary, { mode: 0o755 }),
    );
    await rename(temporary, place);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function unpackArchive(archive: string, place: string, root: string): Promise<void> {
  const temporary = aside(place);
  // It is that package's own dependency, so it is looked up from there.
  const { extract } = createRequire(join(root, 'package.json'))('tar-fs') as TarFs;
  try {
    await pipeline(createReadStream(archive), createBrotliDecompress(), extract(temporary));
    await rename(temporary, place).catch(async (cause: unknown) => {
      // Another process was faster: a folder that is not empty is not replaced.
      if (!(await exists(place))) throw cause;
    });
  } finally {
    await rm(temporary, { force: true, recursive: true });
  }
}

/** True where the dynamic linker misses a library (NSS, Expat) that the package brings along. */
async function lacksLibraries(executable: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('ldd', [executable]);
    return /not found/.test(stdout);
  } catch {
    // No `ldd` (a slim image): the libraries beside it do no harm.
    return true;
  }
}
