import type { JudgedTarget, Report } from '../protocol/report.js';
import type { Verdict } from '../protocol/verdict.js';
import { clean, outside, tame } from './parts/clean-text.js';
import { findingText } from './parts/finding-parts.js';
import type { ReportFormat } from './format.js';
import { outcomeWords, standing, standingOf } from './parts/standing.js';
import { nameOf } from './parts/targets.js';
import { wholeRun, wholeTarget } from './parts/whole-run.js';
import type { WholeRun } from './parts/whole-run.js';
import { xmlOf } from './syntax/xml.js';
import type { XmlElement } from './syntax/xml.js';

/** The first word of an id: `token` of `token-alg`. */
const familyOf = (id: string): string => id.split('-')[0] ?? id;

const skippedAs = (message: string): XmlElement => ({ name: 'skipped', attributes: { message } });

/** What became of a requirement, inside its case; nothing where it passed without a word. */
function resultOf(verdict: Verdict, report: Report): readonly XmlElement[] {
  const { outcome, actual = '' } = verdict;
  const message = outside(actual);
  switch (standingOf(verdict, report)) {
    case 'failed': {
      const attributes = { type: outcome, message };
      return [{ name: 'failure', attributes, content: findingText(verdict) }];
    }
    case 'broke':
      return [{ name: 'error', attributes: { type: outcome, message }, content: message }];
    case 'skipped':
      return [skippedAs(`${outcomeWords(outcome)}: ${message}`)];
    case 'known':
      return [skippedAs(`known: ${outside(verdict.known?.reason ?? actual)}`)];
    case 'warned':
      return [{ name: 'system-out', content: `warning\n${findingText(verdict)}` }];
    case 'passed':
      return message === '' ? [] : [{ name: 'system-out', content: message }];
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** What the cases of a report are called by: its handshake, and the target in a run over several. */
interface Place {
  readonly handshake: string;
  /** The name of the target, cleaned. */
  readonly target?: string;
}

const classOf = ({ handshake, target }: Place, family: string): string =>
  tame([...(target === undefined ? [] : [target]), handshake, family].join('.'));

/** One case; its name is the same in every run. */
const caseOf = (
  { id, title }: Pick<Verdict, 'id' | 'title'>,
  place: Place,
  content: readonly XmlElement[],
  family = familyOf(id),
): XmlElement => ({
  name: 'testcase',
  attributes: { classname: classOf(place, family), name: tame(`${id}: ${title}`), time: '0' },
  content,
});

/** What the suite as a whole says of itself. */
function properties({ tool, target, remarks }: Report): XmlElement {
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['version', tool.version],
    ['loginUrl', target.loginUrl],
    ...(target.signInUrl === undefined ? [] : [['signInUrl', target.signInUrl] as const]),
    ['docsOrigin', target.docsOrigin],
    ['edition', target.edition],
    ['driver', target.driver],
    ...remarks.map((remark) => ['remark', remark] as const),
  ];
  return {
    name: 'properties',
    content: rows.map(([name, value]) => ({
      name: 'property',
      attributes: { name, value: outside(value) },
    })),
  };
}

/** A suite with its counts. */
interface Suite {
  readonly element: XmlElement;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

/** A suite of one case for what no requirement says: that there is no verdict. */
function openSuite(whole: WholeRun | undefined, place: Place): readonly Suite[] {
  if (whole === undefined) return [];
  const { id, message, reasons } = whole;
  const error: XmlElement = {
    name: 'error',
    attributes: { type: 'not-judged', message },
    content: [message, ...reasons].join('\n'),
  };
  const name = place.target === undefined ? id : `${place.target}: ${id}`;
  const counts = { tests: '1', failures: '0', errors: '1', skipped: '0', time: '0' };
  const content = [caseOf(whole, place, [error], id)];
  const element = { name: 'testsuite', attributes: { name, ...counts }, content };
  return [{ element, tests: 1, failures: 0, errors: 1 }];
}

/** A case per requirement, and one more where there is no verdict. */
function suitesOf(report: Report, name?: string): readonly Suite[] {
  const { target, verdicts, off = [], durationMs, startedAt } = report;
  const place: Place = { handshake: target.handshake, ...(name !== undefined && { target: name }) };
  const count = (...wanted: Parameters<typeof standing>[1][]): number =>
    standing(report, ...wanted).length;
  const tests = verdicts.length + off.length;
  const [failures, errors] = [count('failed'), count('broke')];
  const rules = clean(`${target.handshake} ${target.edition}`);
  const element: XmlElement = {
    name: 'testsuite',
    attributes: {
      name: name === undefined ? rules : `${name}: ${rules}`,
      tests: `${tests}`,
      failures: `${failures}`,
      errors: `${errors}`,
      skipped: `${count('skipped', 'known') + off.length}`,
      time: seconds(durationMs),
      timestamp: startedAt,
    },
    content: [
      properties(report),
      ...verdicts.map((verdict) => caseOf(verdict, place, resultOf(verdict, report))),
      ...off.map((one) => caseOf(one, place, [skippedAs(`off: ${outside(one.reason)}`)])),
    ],
  };
  return [{ element, tests, failures, errors }, ...openSuite(wholeRun(report), place)];
}

function documentOf(
  suites: readonly Suite[],
  { tool, durationMs }: Pick<Report, 'tool' | 'durationMs'>,
): string {
  const sum = (of: 'tests' | 'failures' | 'errors'): string =>
    `${suites.reduce((all, suite) => all + suite[of], 0)}`;
  return xmlOf({
    name: 'testsuites',
    attributes: {
      name: tool.name,
      tests: sum('tests'),
      failures: sum('failures'),
      errors: sum('errors'),
      time: seconds(durationMs),
    },
    content: suites.map(({ element }) => element),
  });
}

/** The suites of one target among several. */
function suitesOfTarget(target: JudgedTarget): readonly Suite[] {
  const name = nameOf(target);
  const { report } = target;
  return report === undefined
    ? openSuite(wholeTarget(target), { handshake: 'docs-handshake', target: name })
    : suitesOf(report, name);
}

/** JUnit's XML as pipelines read it: a case per requirement, and one more where there is no verdict. */
export const junit: ReportFormat = {
  name: 'junit',
  render: (report) => documentOf(suitesOf(report), report),
  renderRun: (run) => documentOf(run.targets.flatMap(suitesOfTarget), run),
};
