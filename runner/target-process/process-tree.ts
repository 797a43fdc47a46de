import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';

/** One process as the system lists it. */
interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

const run = promisify(execFile);

/** What is left of a process that only waits to be reaped: it has ended. */
const isOver = (state: string): boolean => /^[ZX]/.test(state);

/** The line of a process in /proc (proc_pid_stat(5)); undefined where it has ended. A name in brackets may hold anything. */
function inProc(pid: string): Listed | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = 'Z', parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return isOver(state)
      ? undefined
      : { pid: Number(pid), parent: Number(parent), group: Number(group) };
  } catch {
    return undefined;
  }
}

/** Every process as Linux shows it, without another program: slim images have no `ps`. Undefined on other systems. */
function fromProc(): readonly Listed[] | undefined {
  if (inProc('self') === undefined) return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => inProc(pid) ?? []);
}

/** Every process as `ps` lists it (POSIX.1-2017); undefined where the system has none. */
async function fromPs(): Promise<readonly Listed[] | undefined> {
  try {
    const columns = ['pid', 'ppid', 'pgid', 'stat'].flatMap((name) => ['-o', `${name}=`]);
    const { stdout } = await run('ps', ['-A', ...columns], { maxBuffer: 16 * 1024 * 1024 });
    return stdout.split('\n').flatMap((line) => {
      const [pid, parent, group, state = 'Z'] = line.trim().split(/\s+/);
      return isOver(state)
        ? []
        : [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
    });
  } catch {
    return undefined;
  }
}

/** Every process that still runs; undefined where nothing tells. */
const listed = async (): Promise<readonly Listed[] | undefined> => fromProc() ?? (await fromPs());

/** Sends a signal to a process, or to a group by its negative number; one that has ended meanwhile takes none. */
function send(to: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(to, signal);
  } catch (cause) {
    // Somebody else's, which is there all the same (macOS says so of a group whose members are being reaped, too).
    return signal === 0 && (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Everything that one process has started and that may outlive it. */
export interface ProcessTree {
  /** Looks again who belongs to it: who leaves the group and loses its parent is found only if it was seen before. */
  readonly look: () => Promise<void>;
  /** True while one of them runs. */
  readonly runs: () => Promise<boolean>;
  /** Sends a signal to all that were seen, and to the group; at once. */
  readonly signal: (signal: NodeJS.Signals) => void;
}

/**
 * The tree below a process that leads a group of its own: whoever is in the group, and whoever descends from it.
 *
 * @param leader its process id, which is that of the group
 */
export function processTree(leader: number): ProcessTree {
  /** Those outside the group, with the group that they were seen in: a process id is used again at some time. */
  const strays = new Map<number, number>();
  const members = (all: readonly Listed[]): readonly Listed[] => {
    const pids = new Set([leader]);
    const belongs = ({ pid, parent, group }: Listed): boolean =>
      group === leader || pids.has(parent) || strays.get(pid) === group;
    for (let size = 0; size !== pids.size;) {
      size = pids.size;
      for (const one of all) if (belongs(one)) pids.add(one.pid);
    }
    return all.filter(({ pid }) => pids.has(pid));
  };
  const look = async (): Promise<readonly Listed[] | undefined> => {
    const all = await listed();
    if (all === undefined) return undefined;
    const found = members(all);
    strays.clear();
    for (const { pid, group } of found) if (group !== leader) strays.set(pid, group);
    return found;
  };
  return {
    look: async () => {
      await look();
    },
    runs: async () => {
      const found = await look();
      return found === undefined ? send(-leader, 0) : found.length > 0;
    },
    signal: (signal) => {
      send(-leader, signal);
      for (const pid of strays.keys()) send(pid, signal);
    },
  };
}
