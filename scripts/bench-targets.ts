/** What a run over several targets costs: time and memory for each of 1, 10 and 100, and whether that is a straight line. */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openReferenceFlow } from '../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../fixtures/reference/flow.js';
import type { RunReport } from '../protocol/report.js';

/** What the bench is told. */
export interface TargetsBench {
  /** The built command. */
  readonly command: string;
  /** An empty folder to work in. */
  readonly folder: string;
  readonly handshake: string;
  readonly docsOrigin: string;
  /** Runs for each number of targets, of which the best counts: what is beside it only adds. */
  readonly runs: number;
}

type DriverName = 'http' | 'browser';

/** The cost of one run, in milliseconds and mebibytes. */
interface Cost {
  readonly wallMs: number;
  /** Of the command itself; the browser's own is not counted. */
  readonly cpuMs: number;
  /** The most that the command and all that it started held at a time; NaN where the system does not tell. */
  readonly mebibytes: number;
}

/** How often the memory is looked at, in milliseconds. */
const lookMs = 200;
/** How much more a target may cost among many than among few. */
const limit = 1.3;

/** The process and those that it started. */
async function family(pid: number): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const own = children.split(' ').filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(own.map(family))).flat()];
}

/** What a process holds, its share of what it shares; in mebibytes. */
async function held(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) / 1024;
}

/** Tells at its end what it used, on a pipe of its own. */
const meter = `data:text/javascript,${encodeURIComponent(
  "import{writeSync}from'node:fs';process.on('exit',()=>{const{user,system}=process.cpuUsage();writeSync(3,String((user+system)/1000))})",
)}`;

/** Makes one run, whose every target must have been judged and found right. */
async function costOf(
  { command, folder }: TargetsBench,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Cost> {
  const begin = performance.now();
  const report = join(folder, 'report.json');
  const child = spawn(
    process.execPath,
    ['--import', meter, command, 'check', '--report', `json=${report}`, ...words],
    { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  let [said, used, most] = ['', '', Number.NaN];
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdio[3]?.on('data', (chunk: Buffer) => (used += chunk.toString()));
  const look = setInterval(() => {
    void family(child.pid ?? 0)
      .then((all) => Promise.all(all.map(held)))
      .then((sizes) => {
        const sum = sizes.reduce((all, size) => all + size, 0);
        if (sum > 0) most = Math.max(sum, Number.isNaN(most) ? 0 : most);
      });
  }, lookMs);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`check ended with ${String(code)}: ${said.trim()}`);
  const { exitCode } = JSON.parse(await readFile(report, 'utf8')) as Pick<RunReport, 'exitCode'>;
  if (exitCode !== 0) throw new Error('A target was not judged, or fell.');
  return { wallMs: performance.now() - begin, cpuMs: Number(used), mebibytes: most };
}

/** Writes a configuration with so many targets. */
async function configure(
  { folder, docsOrigin }: TargetsBench,
  flows: readonly ReferenceFlow[],
): Promise<NodeJS.ProcessEnv> {
  const env: NodeJS.ProcessEnv = { DOCS_HANDSHAKE_CONFIG: join(folder, 'targets.json') };
  const targets = await Promise.all(
    flows.map(async ({ loginUrl, keys, users: [user] }, at) => {
      env[`PASSWORD_${at}`] = user.password.reveal();
      await writeFile(join(folder, `key-${at}.pem`), keys.own.publicPem);
      const users = [{ username: user.username, password: { env: `PASSWORD_${at}` } }];
      return { name: `target ${at}`, loginUrl, key: `key-${at}.pem`, users };
    }),
  );
  await writeFile(
    join(folder, 'targets.json'),
    JSON.stringify({ docsOrigin, signIn: 'form', targets }),
  );
  return env;
}

/** The cheapest of some runs, in each respect. */
function best(costs: readonly Cost[]): Cost {
  const least = (of: keyof Cost): number => Math.min(...costs.map((cost) => cost[of]));
  return { wallMs: least('wallMs'), cpuMs: least('cpuMs'), mebibytes: least('mebibytes') };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

function line(driver: DriverName, count: number, { wallMs, cpuMs, mebibytes }: Cost): string {
  return [
    `${driver} ${String(count).padStart(3)} target${count === 1 ? ' ' : 's'}`.padEnd(20),
    `${seconds(wallMs)} s`.padStart(9),
    `per target ${seconds(wallMs / count)} s, ${seconds(cpuMs / count)} s of a processor`,
    `${mebibytes.toFixed(0)} MiB at most, per target ${(mebibytes / count).toFixed(1)} MiB`,
  ].join('  ');
}

/** What each further target costs between two numbers of them. */
const further = (few: number, a: number, many: number, b: number): number => (b - a) / (many - few);

/** A line is straight where a further target costs no more among many than among few. */
function straight(driver: DriverName, costs: ReadonlyMap<number, Cost>): boolean {
  const rows = [...costs];
  const last = rows.at(-1);
  const before = rows.at(-2);
  const first = rows.at(-3) ?? before;
  if (last === undefined || before === undefined || first === undefined) return true;
  const [few, a] = before;
  const [many, b] = last;
  const time = b.wallMs / many / (a.wallMs / few);
  const cpu = b.cpuMs / many / (a.cpuMs / few);
  const memory =
    first === before
      ? b.mebibytes / many / (a.mebibytes / few)
      : further(few, a.mebibytes, many, b.mebibytes) /
        further(first[0], first[1].mebibytes, few, a.mebibytes);
  const good = cpu <= limit && !(memory > limit);
  console.log(
    [
      `${driver}: one of ${many} costs, against one of ${few}:`,
      `time ${time.toFixed(2)},`,
      `processor ${cpu.toFixed(2)},`,
      `memory of a further one ${memory.toFixed(2)}`,
      `(limit ${limit.toFixed(2)})`,
      good ? 'ok' : 'ABOVE THE LIMIT',
    ].join(' '),
  );
  return good;
}

/** Measures and prints; false where the line is not straight. */
export async function benchTargets(bench: TargetsBench): Promise<boolean> {
  const rows = [
    ['http', [1, 10, 100]],
    ['browser', [1, 10]],
  ] as const;
  const flows = await Promise.all(
    Array.from({ length: 100 }, () =>
      openReferenceFlow({ handshake: bench.handshake, docsOrigin: bench.docsOrigin }),
    ),
  );
  const results: boolean[] = [];
  try {
    for (const [driver, counts] of rows) {
      const costs = new Map<number, Cost>();
      for (const count of counts) {
        const env = await configure(bench, flows.slice(0, count));
        const made: Cost[] = [];
        for (let run = 0; run < bench.runs; run += 1) {
          made.push(await costOf(bench, ['--driver', driver], env));
        }
        costs.set(count, best(made));
        console.log(line(driver, count, best(made)));
      }
      results.push(straight(driver, costs));
    }
  } finally {
    await Promise.all(flows.map((flow) => flow.close()));
  }
  return !results.includes(false);
}
