import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Report, RunReport } from '../protocol/report.js';
import type { Verdict } from '../protocol/verdict.js';
import { outside, tame } from './parts/clean-text.js';
import { findingParts } from './parts/finding-parts.js';
import { fingerprint } from './parts/fingerprint.js';
import type { ReportFormat, ReportView } from './format.js';
import { escaped, linked } from './syntax/markdown-text.js';
import { standing, standingOf } from './parts/standing.js';
import { named, toldAlone, toldOf } from './parts/told.js';
import type { Told } from './parts/told.js';

/** A message string (SARIF 2.1.0 §3.11.5, §3.11.6): braces would be placeholders, `[…](…)` a link. */
const message = (text: string): string =>
  text.replaceAll('{', '{{').replaceAll('}', '}}').replaceAll('](', '\\](');

/** A requirement; every one of the run is a rule, so that the rules are the same in each. */
function ruleOf(verdict: Verdict): ReportingDescriptor {
  const { id, title, level } = verdict;
  const { why, fix, source, address } = findingParts(verdict);
  return {
    id: tame(id),
    shortDescription: { text: tame(title) },
    fullDescription: { text: why },
    help: {
      text: `${why} ${fix} Source: ${source}`,
      markdown: [
        escaped(why),
        `**Fix:** ${escaped(fix)}`,
        `**Source:** ${linked(source, address)}`,
      ].join('\n\n'),
    },
    ...(address !== undefined && URL.canParse(address) && { helpUri: new URL(address).href }),
    defaultConfiguration: {
      level: level === 'must' ? 'error' : level === 'should' ? 'warning' : 'note',
    },
    properties: { tags: ['docs-login', level] },
  };
}

function resultOf(told: Told, view: ReportView, id: string, text: string): Result {
  const { name, known } = told;
  const uri = (view.location ?? '').split('/').map(encodeURIComponent).join('/');
  return {
    ruleId: tame(id),
    message: { text: message(named(told, text)) },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }],
    // `primaryLocationLineHash` is the upload's own: it warns of every value that it did not make itself.
    partialFingerprints: { 'docsHandshakeRequirement/v1': fingerprint(known, id, name) },
  };
}

function resultsOf(told: Told, view: ReportView): readonly Result[] {
  const { whole, report } = told;
  const fell = report === undefined ? [] : standing(report, 'failed', 'warned', 'known');
  return [
    ...(whole === undefined
      ? []
      : [
          {
            ...resultOf(told, view, whole.id, [whole.message, ...whole.reasons].join(' ')),
            level: 'error' as const,
          },
        ]),
    ...fell.map((verdict): Result => {
      const { expected, actual, fix } = findingParts(verdict);
      const text = `Expected: ${expected} Actual: ${actual} Fix: ${fix}`;
      const isError =
        standingOf(verdict, report ?? {}) === 'failed' || verdict.known?.fell === 'fail';
      return {
        ...resultOf(told, view, verdict.id, text),
        level: isError ? 'error' : 'warning',
        ...(verdict.known && {
          suppressions: [{ kind: 'external', justification: outside(verdict.known.reason) }],
        }),
      };
    }),
  ];
}

/** Where the suite itself broke: no finding about the flow. */
const notificationsOf = (told: Told): Notification[] =>
  (told.report === undefined ? [] : standing(told.report, 'broke')).map((verdict) => ({
    level: 'error',
    message: { text: message(named(told, findingParts(verdict).actual)) },
    associatedRule: { id: tame(verdict.id) },
  }));

const runRule: ReportingDescriptor = {
  id: 'run',
  shortDescription: { text: 'The run comes to a verdict' },
  help: { text: 'What could not be judged is neither right nor wrong: the message says why.' },
  defaultConfiguration: { level: 'error' },
};

/** One run of the tool, as a log shows it: code scanning refuses several of one tool in one upload. */
interface Shown extends Pick<Report, 'tool' | 'exitCode' | 'startedAt' | 'durationMs'> {
  /** What tells this analysis from others of the repository. */
  readonly category: string;
  readonly verdicts: readonly Verdict[];
  readonly notifications: Notification[];
  readonly results: readonly Result[];
}

function logOf(shown: Shown): string {
  const { tool, category, exitCode, startedAt, durationMs, notifications, results } = shown;
  const verdicts = [...new Map(shown.verdicts.map((one) => [one.id, one])).values()];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            rules: [...verdicts.map(ruleOf), runRule],
          },
        },
        automationDetails: { id: `${tool.name}/${tame(category)}/` },
        invocations: [
          {
            executionSuccessful: exitCode !== 3,
            exitCode,
            startTimeUtc: startedAt,
            endTimeUtc: new Date(Date.parse(startedAt) + durationMs).toISOString(),
            toolExecutionNotifications: notifications,
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: [...results],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function logOfRun(run: RunReport, view: ReportView): string {
  const told = run.targets.map(toldOf);
  return logOf({
    ...run,
    category: 'targets',
    verdicts: told.flatMap(({ report }) => report?.verdicts ?? []),
    notifications: told.flatMap(notificationsOf),
    results: told.flatMap((one) => resultsOf(one, view)),
  });
}

/** SARIF 2.1.0 as code scanning takes it: requirements are rules; what fell or is warned of is a result at one file. */
export const sarif: ReportFormat = {
  name: 'sarif',
  needsLocation: true,
  render: (report, view) => {
    const told = toldAlone(report);
    return logOf({
      ...report,
      category: report.target.handshake,
      notifications: notificationsOf(told),
      results: resultsOf(told, view),
    });
  },
  renderRun: logOfRun,
};
