import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileReason } from '../../configuration/files.js';
import type { Io } from '../../configuration/io.js';
import type { OptionsOf } from '../../configuration/options.js';
import { settingFailure, usage, words } from '../../configuration/setting-failure.js';
import { chooseHandshake } from '../../configuration/selection.js';
import { handshakes } from '../../handshakes/registry.js';
import { hasToken } from '../../protocol/handshake.js';
import type { ExitCode } from '../../protocol/report.js';
import { answersFor } from './answers.js';
import type { Answers } from './answers.js';
import type { Needs } from './configuration-file.js';
import { configurationText, passwordVariable, secretVariable } from './configuration-file.js';
import { projectIn } from './project.js';
import type { Project } from './project.js';
import { workflowText } from './workflow.js';

/** A file that `init` writes. */
interface NewFile {
  /** Absolute. */
  readonly path: string;
  /** From the working folder. */
  readonly name: string;
  readonly text: string;
}

const stem = 'docs-handshake.config';

/** Refuses before anything is asked: what is there was written by somebody. */
function refuseExisting(cwd: string, paths: readonly string[]): void {
  const found = paths.find((path) => existsSync(path));
  if (found !== undefined) {
    throw usage`${relative(cwd, found)} exists already, and init overwrites nothing: remove it first, or change it by hand.`;
  }
}

async function write({ path, name, text }: NewFile): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    throw settingFailure('usage', words`${name} cannot be written: ${fileReason(cause)}.`, {
      cause,
    });
  }
}

/** What is to be installed before the job can run, one sentence each; the empty ones are done. */
function toInstall({ manager, packages, hasManifest }: Project): readonly string[] {
  const has = (...names: readonly string[]): boolean =>
    names.some((name) => packages.includes(name));
  if (!hasManifest) {
    return [
      `There is no package.json here, and the job installs what it names. Make one, and then: ${manager.add} docs-handshake playwright`,
      'Or, for a login flow that is not written in Node, replace the steps of the workflow by the recipe “Without Node” in docs/ci.md of docs-handshake.',
    ];
  }
  return [
    has('docs-handshake')
      ? ''
      : `package.json does not name docs-handshake, and the job fetches nothing by name: ${manager.add} docs-handshake`,
    has('playwright', '@playwright/test')
      ? ''
      : `Without playwright no browser is used, and plain HTTP alone is judged: ${manager.add} playwright`,
  ];
}

/** What is left to do by hand, one sentence each. */
function leftToDo(project: Project, answers: Answers, needs: Needs): readonly string[] {
  const { manager, lockFolder } = project;
  return [
    ...toInstall(project),
    lockFolder === undefined
      ? `Commit the lock file: "${manager.install}" installs what it says.`
      : '',
    answers.start === undefined
      ? needs.hasKey
        ? 'No key is named, so no signature is judged: add the public half as key to the configuration.'
        : ''
      : 'Look at startEnv: its names must be the variables that your login flow reads.',
    answers.username === undefined
      ? ''
      : answers.start === undefined
        ? `Put the password into the secret ${passwordVariable} of the repository.`
        : `To run it here: ${passwordVariable}=<password> ${manager.run} docs-handshake check`,
    needs.hasSecret
      ? answers.start === undefined
        ? `Put the client’s secret into the secret ${secretVariable} of the repository.`
        : `Set ${secretVariable} wherever you run check: any text does where the configuration starts the server with it.`
      : '',
  ].filter((sentence) => sentence !== '');
}

/** What the chosen handshake needs. */
async function needsOf({ handshake }: Answers): Promise<Needs> {
  const { facts } = chooseHandshake(await handshakes(), handshake);
  return { hasKey: hasToken(facts), hasSecret: facts.redeems?.client === 'confidential' };
}

/**
 * `init`: writes the configuration and a workflow, and nothing else. Nothing is fetched or run. With `--dry-run` both go to
 * stdout; all else for the reader goes to stderr.
 *
 * @throws Failure `usage` for wrong answers, and where one of the files exists already
 */
export async function init(options: OptionsOf<'init'>, io: Io): Promise<ExitCode> {
  const project = projectIn(io.cwd);
  const workflow = join(project.root, '.github', 'workflows', 'docs-login.yml');
  refuseExisting(io.cwd, [
    ...['ts', 'js', 'json'].map((extension) => join(io.cwd, `${stem}.${extension}`)),
    workflow,
  ]);
  const answers = await answersFor(options, await handshakes(), project, io);
  const needs = await needsOf(answers);
  const configuration = `${stem}.${project.typescript ? 'ts' : 'json'}`;
  const files: readonly NewFile[] = [
    {
      path: join(io.cwd, configuration),
      name: configuration,
      text: configurationText(answers, needs, project.typescript),
    },
    {
      path: workflow,
      name: relative(io.cwd, workflow),
      text: workflowText(project, answers, needs, configuration),
    },
  ];
  if (options.dryRun === true) {
    io.stdout.write(files.map(({ name, text }) => `--- ${name}\n${text}`).join('\n'));
  } else {
    for (const file of files) {
      await write(file);
      io.stderr.write(`Wrote ${file.name}\n`);
    }
  }
  const left = leftToDo(project, answers, needs).map((sentence) => `- ${sentence}\n`);
  io.stderr.write(`\nLeft to do:\n${left.join('')}`);
  return 0;
}
