import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import type { Report } from '../../../protocol/report.js';
import { argv, collectedIo } from '../harness/collected-io.js';

const loginUrl = 'http://127.0.0.1:9/docs-login';

test('the folders of a report are made with it, and not before', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  const report = ['--report', 'json=path/to/new/report.json'];
  const wrong = collectedIo({ cwd });
  expect(await main(argv('check', loginUrl, ...report, '--driver', 'x'), wrong)).toBe(2);
  expect(existsSync(join(cwd, 'path'))).toBe(false);
  const right = collectedIo({ cwd });
  expect(await main(argv('check', loginUrl, ...report, '--driver', 'http'), right)).toBe(3);
  const text = readFileSync(join(cwd, 'path/to/new/report.json'), 'utf8');
  expect((JSON.parse(text) as Report).exitCode).toBe(3);
});
