import { expect, test } from '@playwright/test';
import { reportIn } from '../../../../drivers/chromium/page-probe.js';

test('a page can call its way to report, too: only what the probe reports is read', () => {
  const message = { how: 'message', at: 'https://a.example', to: '*', text: 'x' };
  const name = { how: 'name', at: 'https://a.example', text: 'x' };
  const rows: readonly (readonly [payload: string, read: unknown])[] = [
    ['{"how":"leaving"}', { how: 'leaving' }],
    ['{"how":"left","text":"x"}', { how: 'left' }],
    [JSON.stringify(message), message],
    [JSON.stringify({ ...message, how: 'beacon', more: 1 }), { ...message, how: 'beacon' }],
    [JSON.stringify({ ...name, to: 7 }), name],
    [JSON.stringify({ ...message, to: 7 }), undefined],
    [JSON.stringify({ ...message, text: ['x'] }), undefined],
    [JSON.stringify({ ...message, how: 'else' }), undefined],
    ['null', undefined],
    ['7', undefined],
    ['[]', undefined],
    ['', undefined],
    ['{"how":', undefined],
  ];
  for (const [payload, read] of rows) expect(reportIn(payload), payload).toEqual(read);
});
