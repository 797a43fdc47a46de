import { expect, test } from '@playwright/test';
import { terminal } from '../../../reports/terminal/terminal.js';
import { sampleReport, sampleVerdict } from '../harness/sample-report.js';

test('the address of a source stands whole on a line of its own', () => {
  const address = `https://docs.example/${'x'.repeat(50)}`;
  const source = { document: 'A text', from: '2026-03-10', address };
  const report = sampleReport({
    verdicts: [sampleVerdict({ id: 'x', outcome: 'fail', source })],
  });
  const rows: readonly (readonly [columns: number, indent: number])[] = [
    [100, 12],
    [83, 12],
    [82, 0],
    [40, 0],
  ];
  for (const [columns, indent] of rows) {
    const lines = terminal.render(report, { columns, colour: false, verbose: false }).split('\n');
    const line = `${' '.repeat(indent)}${address}`;
    expect.soft(lines, `${columns} columns`).toContain(line);
    const at = lines.indexOf(line);
    expect.soft(lines[at - 1], `${columns} columns`).toContain('A text');
  }
});
