import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Report } from '../protocol/report.js';
import type { Verdict } from '../protocol/verdict.js';
import { outside, tame } from './parts/clean-text.js';
import { findingParts } from './parts/finding-parts.js';
import { fingerprint } from './parts/fingerprint.js';
import type { ReportFormat, ReportView } from './format.js';
import { escaped, linked } from './parts/markdown-text.js';
import { standing, standingOf } from './parts/standing.js';
import { wholeRun } from './parts/whole-run.js';

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

function resultOf(report: Report, view: ReportView, id: string, text: string): Result {
  const uri = (view.location ?? '').split('/').map(encodeURIComponent).join('/');
  return {
    ruleId: tame(id),
    message: { text: message(text) },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }],
    // `primaryLocationLineHash` is the upload's own: it warns of every value that it did not make itself.
    partialFingerprints: { 'docsHandshakeRequirement/v1': fingerprint(report, id) },
  };
}

function resultsOf(report: Report, view: ReportView): readonly Result[] {
  const whole = wholeRun(report);
  return [
    ...(whole === undefined
      ? []
      : [
          {
            ...resultOf(report, view, whole.id, [whole.message, ...whole.reasons].join(' ')),
            level: 'error' as const,
          },
        ]),
    ...standing(report, 'failed', 'warned', 'known').map((verdict): Result => {
      const { expected, actual, fix } = findingParts(verdict);
      const text = `Expected: ${expected} Actual: ${actual} Fix: ${fix}`;
      const fell = standingOf(verdict, report) === 'failed' || verdict.known?.fell === 'fail';
      return {
        ...resultOf(report, view, verdict.id, text),
        level: fell ? 'error' : 'warning',
        ...(verdict.known && {
          suppressions: [{ kind: 'external', justification: outside(verdict.known.reason) }],
        }),
      };
    }),
  ];
}

/** Where the suite itself broke: no finding about the flow. */
const notificationsOf = (report: Report): Notification[] =>
  standing(report, 'broke').map((verdict) => ({
    level: 'error',
    message: { text: message(findingParts(verdict).actual) },
    associatedRule: { id: tame(verdict.id) },
  }));

const runRule: ReportingDescriptor = {
  id: 'run',
  shortDescription: { text: 'The run comes to a verdict' },
  help: { text: 'What could not be judged is neither right nor wrong: the message says why.' },
  defaultConfiguration: { level: 'error' },
};

function logOf(report: Report, view: ReportView): Log {
  const { tool, target, exitCode, startedAt, durationMs } = report;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            rules: [...report.verdicts.map(ruleOf), runRule],
          },
        },
        automationDetails: { id: `${tool.name}/${tame(target.handshake)}/` },
        invocations: [
          {
            executionSuccessful: exitCode !== 3,
            exitCode,
            startTimeUtc: startedAt,
            endTimeUtc: new Date(Date.parse(startedAt) + durationMs).toISOString(),
            toolExecutionNotifications: notificationsOf(report),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: [...resultsOf(report, view)],
      },
    ],
  };
}

/** SARIF 2.1.0 as code scanning takes it: requirements are rules; what fell or is warned of is a result at one file. */
export const sarif: ReportFormat = {
  name: 'sarif',
  needsLocation: true,
  render: (report, view) => `${JSON.stringify(logOf(report, view), null, 2)}\n`,
};
