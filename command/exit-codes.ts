/** One reason for an exit code. */
export interface ExitRow {
  readonly code: 0 | 1 | 2 | 3 | 129 | 130 | 143;
  /** A word for it, unique in the table. */
  readonly name: string;
  /** When the process ends with it, to follow the code. */
  readonly when: string;
}

/**
 * Every exit code with its reason, the strongest first: where several hold, the first of them counts. The table of the
 * docs and the lines of the help are made from it. 128 and the number of the signal is shell practice (POSIX, 2.8.2).
 */
export const exitRows: readonly ExitRow[] = [
  {
    code: 130,
    name: 'interrupted',
    when: 'interrupted by Ctrl-C (SIGINT), which is how `--watch` ends',
  },
  { code: 143, name: 'terminated', when: 'ended by SIGTERM, as pipelines do at a time limit' },
  { code: 129, name: 'hung-up', when: 'the terminal is gone (SIGHUP)' },
  { code: 2, name: 'settings', when: 'wrong usage or configuration; nothing was judged' },
  {
    code: 1,
    name: 'fell',
    when: 'a `must` of the gating edition fell, or what the configuration weighs as `fail`',
  },
  {
    code: 3,
    name: 'no-target',
    when: 'no usable HTTP from the target, its token endpoint or its Info API, or one that is not ready (429, 503)',
  },
  {
    code: 3,
    name: 'no-start',
    when: 'what `--start` started, or `--wait` waited for, did not answer; or it ended while it was judged',
  },
  {
    code: 3,
    name: 'no-sign-in',
    when: 'a sign-in form that is missing, or a password that was refused, the second reader’s, too',
  },
  {
    code: 3,
    name: 'no-browser',
    when: 'a browser that saw nothing where one was found or asked for',
  },
  { code: 3, name: 'not-required', when: 'a requirement of `--require` that was not judged' },
  { code: 3, name: 'max-time', when: '`--max-time` ended the run' },
  {
    code: 1,
    name: 'baseline',
    when: 'an entry of the baseline no longer falls, has expired, or names no requirement',
  },
  { code: 1, name: 'should', when: 'a `should` fell, with `--fail-on should`' },
  { code: 3, name: 'broke', when: 'the suite itself broke on a requirement' },
  {
    code: 0,
    name: 'nothing-fell',
    when: 'nothing that gates fell: the flow conforms, or what fell is accepted by the baseline or weighed as `warn`',
  },
];

/** The table of the docs, strongest first. */
export const exitTable = (): readonly string[] => [
  '| code | when |',
  '|---|---|',
  ...exitRows.map(({ code, when }) => `| ${code} | ${when.replaceAll('|', '\\|')} |`),
];
