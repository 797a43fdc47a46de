import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';

/** One step of a job, or of a composite action. */
export interface JobStep {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

/** As much of a workflow as its tests look at. */
export interface Workflow {
  readonly on: Readonly<Record<string, { readonly branches?: readonly string[] } | null>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly defaults?: { readonly run: { readonly 'working-directory': string } };
        readonly steps: readonly JobStep[];
      }
    >
  >;
}

/** Reads a workflow; throws where it is no YAML. */
export const readWorkflow = (text: string): Workflow => parse(text) as Workflow;

/** What the steps of a job left. */
export interface JobEnd {
  /** The exit code of the first step that failed; 0 where none did. */
  readonly code: number;
  readonly said: string;
  /** What each step was that ran, in order: its command, or the action that it stands for. */
  readonly ran: readonly string[];
}

/** Runs a line as the runner does: bash, ended by the first command that fails. */
async function shell(
  line: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly said: string }> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', line], {
    cwd,
    env,
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  const code = await new Promise<number>((resolve) =>
    child.once('close', (ended) => resolve(ended ?? 1)),
  );
  return { code, said };
}

/**
 * Runs the steps of a job one after the other. An action (`uses`) is not run, only noted. After a step that failed only
 * those with `always()` are looked at.
 *
 * @param root the root of the repository that is judged
 * @throws where the shell would be given an expression: whoever writes the value writes the command, too
 */
export async function runSteps(
  steps: readonly JobStep[],
  root: string,
  env: NodeJS.ProcessEnv,
): Promise<JobEnd> {
  let end: JobEnd = { code: 0, said: '', ran: [] };
  for (const step of steps) {
    if (end.code !== 0 && step.if?.includes('always()') !== true) continue;
    const { run, uses = '' } = step;
    const ran = [...end.ran, run ?? uses];
    if (run === undefined) {
      end = { ...end, ran };
      continue;
    }
    if (run.includes('${{')) throw new Error(`An expression stands in the shell: ${run}`);
    const cwd = join(root, step['working-directory'] ?? '.');
    const { code, said } = await shell(run, cwd, { ...env, ...step.env });
    end = { code: end.code === 0 ? code : end.code, said: end.said + said, ran };
  }
  return end;
}
