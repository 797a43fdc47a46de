import { check } from '../../../../command/check.js';
import type { OpenFileWatcher } from '../../../../configuration/live/file-watcher.js';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { collectedIo } from '../../harness/collected-io.js';
import type { Mutant } from '../../../../protocol/plan.js';
import type { Output } from '../../../../configuration/io.js';

/** A reference flow whose faults can be changed while it runs. */
export interface ChangingFlow {
  readonly loginUrl: string;
  /** Options of a `check` that signs in over plain HTTP. */
  readonly words: Readonly<Record<string, unknown>>;
  faults: { groups: boolean; days: boolean };
  /** Called before each token; what it returns is waited for. */
  beforeToken: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Opens a flow without faults. */
export async function changingFlow(): Promise<ChangingFlow> {
  const changing: Mutant = {
    name: 'changing',
    change: (honest) => ({
      claims: (request) => ({
        ...honest.claims(request),
        ...(flow.faults.groups ? { groups: 'admin' } : {}),
        ...(flow.faults.days ? { exp: Math.floor(request.nowMs / 1000) + 86_400 } : {}),
      }),
      token: async (...signed) => {
        await flow.beforeToken();
        return honest.token(...signed);
      },
    }),
  };
  const reference = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: 'http://localhost:4747',
    mutant: changing,
  });
  const [{ username, password }] = reference.users;
  const flow: ChangingFlow = {
    loginUrl: reference.loginUrl,
    words: { driver: 'http', signIn: 'form', username, password: password.reveal() },
    faults: { groups: false, days: false },
    beforeToken: async () => undefined,
    close: () => reference.close(),
  };
  return flow;
}

/** A `check --watch` under way, with a watcher that is told what changes. */
export interface WatchedCheck {
  /** Tells that these paths have changed, from the working folder. */
  readonly change: (...paths: readonly string[]) => void;
  /** What is watched, and what is written by the run itself; absolute. */
  readonly covered: () => readonly (readonly string[])[];
  /** All that was written, standard output and standard error as a terminal shows them. */
  readonly said: () => string;
  /** Resolves when this has been written after all that was awaited before. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Ends it as Ctrl-C does, and gives what it rejects with. */
  readonly interrupt: () => Promise<unknown>;
  /** Rejects with what ends it. */
  readonly ended: Promise<unknown>;
}

/** Starts a `check --watch` in a folder. */
export function watchedCheck(
  loginUrl: string | undefined,
  options: Readonly<Record<string, unknown>>,
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): WatchedCheck {
  const stop = new AbortController();
  let text = '';
  let from = 0;
  let awaited: (() => void) | undefined;
  const output: Output = {
    columns: 80,
    isTTY: false,
    write: (more: string) => {
      text += more;
      awaited?.();
    },
  };
  const io = { ...collectedIo({ cwd, env, signal: stop.signal }), stdout: output, stderr: output };
  let covered: readonly (readonly string[])[] = [];
  let tell: (path: string) => void = () => undefined;
  const open: OpenFileWatcher = (changed) => {
    tell = changed;
    return {
      cover: (paths, ignored) => {
        covered = [paths, ignored];
      },
      close: () => undefined,
    };
  };
  const ended = check(loginUrl, { watch: ['.'], ...options }, io, open);
  ended.catch(() => undefined);
  return {
    change: (...paths) => {
      for (const path of paths) tell(`${cwd}/${path}`);
    },
    covered: () => covered,
    said: () => text,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text.slice(from));
          if (found === null) return;
          awaited = undefined;
          const part = text.slice(from, from + found.index + found[0].length);
          from += part.length;
          resolve(part);
        };
        awaited = look;
        ended.catch((cause: unknown) => reject(cause as Error));
        look();
      }),
    interrupt: async () => {
      stop.abort(new Error('interrupted'));
      return ended.catch((cause: unknown) => cause);
    },
    ended,
  };
}
