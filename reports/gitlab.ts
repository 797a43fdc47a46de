import type { Report } from '../protocol/report.js';
import type { Verdict } from '../protocol/verdict.js';
import { tame } from './parts/clean-text.js';
import { findingParts } from './parts/finding-parts.js';
import { fingerprint } from './parts/fingerprint.js';
import type { ReportFormat, ReportView } from './format.js';
import { standing, standingOf } from './parts/standing.js';
import type { Standing } from './parts/standing.js';
import { wholeRun } from './parts/whole-run.js';

/** One issue as GitLab's Code Quality report has it: the members that GitLab reads, all of them required. */
interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const severities: Readonly<Record<Standing, Issue['severity']>> = {
  failed: 'critical',
  broke: 'major',
  warned: 'minor',
  known: 'info',
  passed: 'info',
  skipped: 'info',
};

function descriptionOf(verdict: Verdict): string {
  const { expected, actual, fix } = findingParts(verdict);
  return `${tame(verdict.title)}. Expected: ${expected} Actual: ${actual} Fix: ${fix}`;
}

function issuesOf(report: Report, { location = '' }: ReportView): readonly Issue[] {
  const issue = (id: string, severity: Issue['severity'], description: string): Issue => ({
    description,
    check_name: tame(id),
    fingerprint: fingerprint(report, id),
    severity,
    location: { path: tame(location), lines: { begin: 1 } },
  });
  const whole = wholeRun(report);
  return [
    ...(whole === undefined
      ? []
      : [issue(whole.id, 'critical', [whole.message, ...whole.reasons].join(' '))]),
    ...standing(report, 'failed', 'broke', 'warned').map((verdict) =>
      issue(verdict.id, severities[standingOf(verdict, report)], descriptionOf(verdict)),
    ),
  ];
}

/** GitLab's Code Quality report: what fell, broke or is warned of, at one file of the repository. */
export const gitlab: ReportFormat = {
  name: 'gitlab',
  needsLocation: true,
  render: (report, view) => `${JSON.stringify(issuesOf(report, view), null, 2)}\n`,
};
