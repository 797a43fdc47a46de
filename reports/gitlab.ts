import type { Verdict } from '../protocol/verdict.js';
import { tame } from './parts/clean-text.js';
import { findingParts } from './parts/finding-parts.js';
import { fingerprint } from './parts/fingerprint.js';
import type { ReportFormat, ReportView } from './format.js';
import { standing, standingOf } from './parts/standing.js';
import type { Standing } from './parts/standing.js';
import { named, toldAlone, toldOf } from './parts/told.js';
import type { Told } from './parts/told.js';

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

function issuesOf(told: Told, { location = '' }: ReportView): readonly Issue[] {
  const { name, known, whole, report } = told;
  const issue = (id: string, severity: Issue['severity'], description: string): Issue => ({
    description: named(told, description),
    check_name: tame(id),
    fingerprint: fingerprint(known, id, name),
    severity,
    location: { path: tame(location), lines: { begin: 1 } },
  });
  const fell = report === undefined ? [] : standing(report, 'failed', 'broke', 'warned');
  return [
    ...(whole === undefined
      ? []
      : [issue(whole.id, 'critical', [whole.message, ...whole.reasons].join(' '))]),
    ...fell.map((verdict) =>
      issue(verdict.id, severities[standingOf(verdict, report ?? {})], descriptionOf(verdict)),
    ),
  ];
}

const listed = (issues: readonly Issue[]): string => `${JSON.stringify(issues, null, 2)}\n`;

/** GitLab's Code Quality report: what fell, broke or is warned of, at one file of the repository. */
export const gitlab: ReportFormat = {
  name: 'gitlab',
  needsLocation: true,
  render: (report, view) => listed(issuesOf(toldAlone(report), view)),
  renderRun: ({ targets }, view) =>
    listed(targets.flatMap((target) => issuesOf(toldOf(target), view))),
};
