import type { Answers } from './answers.js';
import { passwordVariable, secretVariable } from './configuration-file.js';
import type { Needs } from './configuration-file.js';
import type { Project } from './project.js';

/** The actions, by the commits that public workflows pin for these releases. */
const actions = {
  checkout: 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0',
  setupNode: 'actions/setup-node@2028fbc5c25fe9cf00d9f06a71cc4710d4507903 # v6.0.0',
  uploadArtifact: 'actions/upload-artifact@330a01c490aca151604b8cf639adc76d48f6c5d4 # v5.0.0',
} as const;

/** The folder of the reports, from the working folder. */
const reports = 'docs-handshake-report';

/** A text in YAML: JSON is a part of it (YAML 1.2, 1.3); what is plain stays plain. */
const scalar = (text: string): string =>
  /^[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text);

/** A path from the root of the repository. */
const below = (folder: string, path: string): string =>
  folder === '.' ? path : `${folder}/${path}`;

function installSteps({ manager, folder, lockFolder = folder }: Project): readonly string[] {
  const where = lockFolder === folder ? [] : [`  working-directory: ${scalar(lockFolder)}`];
  return [
    ...(manager.prepare === undefined ? [] : [`- run: ${manager.prepare}`]),
    `- run: ${manager.install}`,
    ...where,
  ];
}

/** The variables that hold a secret. */
function secretLines({ start, username }: Answers, { hasSecret }: Needs): readonly string[] {
  const names = [
    ...(username === undefined ? [] : [passwordVariable]),
    ...(hasSecret ? [secretVariable] : []),
  ];
  if (names.length === 0) return [];
  if (start === undefined) {
    return [
      '  env:',
      '    # Pull requests from forks do not get it: there the run ends with exit code 2 and says so.',
      ...names.map((name) => `    ${name}: \${{ secrets.${name} }}`),
    ];
  }
  return [
    '  env:',
    '    # No secret: startEnv hands it to the login flow, which runs in this job alone.',
    ...names.map((name) => `    ${name}: for-this-job-alone`),
  ];
}

function steps(
  project: Project,
  answers: Answers,
  needs: Needs,
  configurationFile: string,
): readonly string[] {
  const { folder, manager, nodeVersionFile } = project;
  const report = (format: string, file: string): string =>
    `  --report ${format}=${reports}/${file}`;
  return [
    '# Actions stand at a commit, since a tag can be moved.',
    `- uses: ${actions.checkout}`,
    '  with:',
    '    persist-credentials: false',
    `- uses: ${actions.setupNode}`,
    '  with:',
    nodeVersionFile === undefined
      ? '    node-version: 24'
      : `    node-version-file: ${scalar(nodeVersionFile)}`,
    ...installSteps(project),
    '# Runs what the lock file installed, and never fetches a package by that name.',
    '- run: >-',
    `    ${manager.run} docs-handshake check --report terminal`,
    `  ${report('junit', 'junit.xml')}`,
    `  ${report('html', 'report.html')}`,
    `  ${report('sarif', 'report.sarif')} --report-location ${configurationFile}`,
    ...secretLines(answers, needs),
    `- uses: ${actions.uploadArtifact}`,
    '  if: always()',
    '  with:',
    '    name: docs-login',
    `    path: ${scalar(below(folder, `${reports}/`))}`,
    '# To see findings under code scanning, take these lines in, and add "security-events: write" to the permissions.',
    '# A pull request from a fork has no token that may write: it is left out. Look up the commit of the tag and pin it.',
    '# - uses: github/codeql-action/upload-sarif@v4',
    "#   if: always() && (github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository)",
    '#   with:',
    `#     sarif_file: ${scalar(below(folder, `${reports}/report.sarif`))}`,
  ];
}

/**
 * The workflow as text.
 *
 * @param configurationFile its name in the working folder
 */
export function workflowText(
  project: Project,
  answers: Answers,
  needs: Needs,
  configurationFile: string,
): string {
  const indented = steps(project, answers, needs, configurationFile).map((line) => `      ${line}`);
  const folder =
    project.folder === '.'
      ? []
      : ['    defaults:', '      run:', `        working-directory: ${scalar(project.folder)}`];
  return [
    '# Judges the login of the docs on every pull request.',
    'name: docs-login',
    'on:',
    '  pull_request:',
    '  push:',
    `    branches: [${project.branches.map(scalar).join(', ')}]`,
    'permissions:',
    '  contents: read',
    'jobs:',
    '  docs-login:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 15',
    ...folder,
    '    steps:',
    ...indented,
    '',
  ].join('\n');
}
