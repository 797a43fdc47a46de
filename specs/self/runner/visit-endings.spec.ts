import { expect, test } from '@playwright/test';
import { configurationFrom } from '../../../configuration/configure.js';
import { pageStop } from '../../../drivers/wording.js';
import type { Stop } from '../../../protocol/exchange.js';
import { notMade } from '../../../protocol/not-made.js';
import { withNote } from '../../../protocol/stop.js';
import type { Visit } from '../../../protocol/visit.js';
import { reportOf } from '../../../runner/report/report-model.js';
import { loginUrl } from '../harness/configuration-attempt.js';

const advised = pageStop('It answered 200 with a page that leads nowhere', 'redirect the visitor');
const waited = withNote(advised, 'It was waited for.');
const quoting: Stop = { code: 'page', seen: 'The browser says “frame; refused” of it' };
const quoted = 'The browser says “frame; refused” of it.';

test('what to change about a page is advice for the visits of readers alone, and nothing is cut', async () => {
  const { handshake, edition, target } = await configurationFrom(
    { loginUrl },
    { env: {}, cwd: process.cwd() },
  );
  const rows: readonly (readonly [stop: Stop, honest: boolean, says: string])[] = [
    [advised, true, 'It answered 200 with a page that leads nowhere; redirect the visitor.'],
    [advised, false, 'It answered 200 with a page that leads nowhere.'],
    [
      waited,
      true,
      'It answered 200 with a page that leads nowhere; redirect the visitor. It was waited for.',
    ],
    [waited, false, 'It answered 200 with a page that leads nowhere.'],
    [quoting, true, quoted],
    [quoting, false, quoted],
  ];
  for (const [stop, honest, says] of rows) {
    const visit: Visit = {
      name: 'plain',
      title: 'come',
      kind: honest ? 'stranger' : 'odd-stranger',
      drivers: ['http'],
    };
    const report = reportOf({
      version: '0',
      handshake,
      edition: edition.id,
      target,
      keys: [],
      driver: 'http',
      failOn: 'must',
      startedAtMs: 0,
      durationMs: 0,
      remarks: [],
      judgements: [],
      readings: [{ visit, exchange: { ...notMade(visit, 'http', '', 0), stop } }],
    });
    expect.soft(report.visits[0]?.stopped, `${honest}`).toBe(says);
  }
});
