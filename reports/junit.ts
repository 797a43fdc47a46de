import type { Report } from '../protocol/report.js';
import type { Verdict } from '../protocol/verdict.js';
import { clean, outside, tame } from './parts/clean-text.js';
import { findingText } from './parts/finding-parts.js';
import type { ReportFormat } from './format.js';
import { standing, standingOf } from './parts/standing.js';
import { wholeRun } from './parts/whole-run.js';
import { xmlOf } from './parts/xml.js';
import type { XmlElement } from './parts/xml.js';

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
      return [skippedAs(`${outcome.replace('-', ' ')}: ${message}`)];
    case 'known':
      return [skippedAs(`known: ${outside(verdict.known?.reason ?? actual)}`)];
    case 'warned':
      return [{ name: 'system-out', content: `warning\n${findingText(verdict)}` }];
    case 'passed':
      return message === '' ? [] : [{ name: 'system-out', content: message }];
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** One case per requirement; its name is the same in every run. */
const caseOf = (
  { id, title }: Pick<Verdict, 'id' | 'title'>,
  { target }: Report,
  content: readonly XmlElement[],
): XmlElement => ({
  name: 'testcase',
  attributes: {
    classname: tame(`${target.handshake}.${familyOf(id)}`),
    name: tame(`${id}: ${title}`),
    time: '0',
  },
  content,
});

/** What the suite as a whole says of itself. */
function properties({ tool, target, remarks }: Report): XmlElement {
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['version', tool.version],
    ['loginUrl', target.loginUrl],
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

/** A suite of one case for what no requirement says: that there is no verdict. */
function runSuite(report: Report): readonly XmlElement[] {
  const whole = wholeRun(report);
  if (whole === undefined) return [];
  const { id, title, message, reasons } = whole;
  const error: XmlElement = {
    name: 'error',
    attributes: { type: 'not-judged', message },
    content: [message, ...reasons].join('\n'),
  };
  const attributes = {
    classname: tame(`${report.target.handshake}.${id}`),
    name: `${id}: ${title}`,
    time: '0',
  };
  return [
    {
      name: 'testsuite',
      attributes: { name: id, tests: '1', failures: '0', errors: '1', skipped: '0', time: '0' },
      content: [{ name: 'testcase', attributes, content: [error] }],
    },
  ];
}

/** JUnit's XML as pipelines read it: a case per requirement, and one more where there is no verdict. */
export const junit: ReportFormat = {
  name: 'junit',
  render: (report) => {
    const { target, tool, verdicts, off = [], durationMs, startedAt } = report;
    const count = (...wanted: Parameters<typeof standing>[1][]): number =>
      standing(report, ...wanted).length;
    const open = runSuite(report);
    const tests = verdicts.length + off.length;
    const [failures, errors] = [count('failed'), count('broke')];
    const time = seconds(durationMs);
    const suite: XmlElement = {
      name: 'testsuite',
      attributes: {
        name: clean(`${target.handshake} ${target.edition}`),
        tests: `${tests}`,
        failures: `${failures}`,
        errors: `${errors}`,
        skipped: `${count('skipped', 'known') + off.length}`,
        time,
        timestamp: startedAt,
      },
      content: [
        properties(report),
        ...verdicts.map((verdict) => caseOf(verdict, report, resultOf(verdict, report))),
        ...off.map((one) => caseOf(one, report, [skippedAs(`off: ${outside(one.reason)}`)])),
      ],
    };
    return xmlOf({
      name: 'testsuites',
      attributes: {
        name: tool.name,
        tests: `${tests + open.length}`,
        failures: `${failures}`,
        errors: `${errors + open.length}`,
        time,
      },
      content: [suite, ...open],
    });
  },
};
