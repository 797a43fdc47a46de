import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { parse } from 'junit2json';
import type { TestSuites } from 'junit2json';
import { formats } from '../../../reports/index.js';
import { endlessTexts, hostileReport, hostileTexts } from './hostile-report.js';
import { claim, holds, roughText } from '../harness/property-run.js';
import { obeyed, readers } from './report-readers.js';
import { sampleReport } from '../harness/sample-report.js';

const view = { columns: 80, colour: false, verbose: true, location: 'src/login flow.ts' };
const mebibyte = 2 ** 20;

const read = (name: string): (typeof readers)[string] => readers[name] ?? (() => []);

for (const [name, load] of Object.entries(formats)) {
  test(`${name}: what a login flow says stays text`, async () => {
    test.slow();
    const { render } = await load();
    const texts = [...hostileTexts, ...endlessTexts];
    const reports = texts.map((text) => render(hostileReport(text), view));
    expect(await read(name)([render(sampleReport(), view), ...reports])).toEqual([]);
    for (const [index, report] of reports.entries()) {
      const what = JSON.stringify(texts[index]?.slice(0, 40));
      expect.soft(obeyed(report), what).toEqual([]);
      if (name === 'json') continue;
      expect.soft(Buffer.byteLength(report), what).toBeLessThan(mebibyte);
    }
  });
}

/** The commands of a terminal, of a runner and of each format, with anything between them. */
const breakout = fc
  .array(fc.oneof(fc.constantFrom(...hostileTexts), roughText), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''));

test('whatever a login flow says, no report breaks', async () => {
  test.setTimeout(120_000);
  const all = await Promise.all(Object.values(formats).map((load) => load()));
  await holds(
    breakout,
    async (text) => {
      const report = hostileReport(text);
      for (const { name, render } of all) {
        const rendered = render(report, view);
        // The schema of JUnit's XML takes a process of its own: the table above is read with it.
        const faults = name === 'junit' ? [] : await read(name)([rendered]);
        claim(faults.length === 0, `${name} holds ${faults.join(', ')}`);
        claim(obeyed(rendered).length === 0, `${name} holds ${obeyed(rendered).join(', ')}`);
        if (name === 'junit') await claimCases(rendered, report.verdicts.length);
      }
    },
    0.01,
  );
});

async function claimCases(xml: string, cases: number): Promise<void> {
  const suites = (await parse(xml)) as TestSuites;
  claim(suites.testsuite?.[0]?.testcase?.length === cases, 'a case per requirement');
}
