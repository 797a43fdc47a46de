import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from './source-tree.js';

const reports: readonly (readonly [report: string, says: string, code: number])[] = [
  ['{"stats":{"expected":3,"unexpected":0,"flaky":0,"skipped":1},"errors":[]}', '3 0 1', 0],
  ['{"stats":{"expected":3,"unexpected":2,"flaky":1,"skipped":0},"errors":[]}', '3 3 0', 0],
  ['{"stats":{"expected":0,"unexpected":0,"flaky":0,"skipped":0},"errors":[{}]}', '0 1 0', 0],
  ['{"stats":{}', '', 1],
  ['', '', 1],
];

test('the pipeline adds up what a test report says, and refuses one that says nothing', ({}, info) => {
  for (const [report, says, code] of reports) {
    const path = info.outputPath('report.json');
    writeFileSync(path, report);
    const done = spawnSync(process.execPath, [join(root, '.ci', 'sum-tests.mjs'), path], {
      encoding: 'utf8',
    });
    expect.soft([done.stdout.trim(), done.status], report).toEqual([says, code]);
  }
});
