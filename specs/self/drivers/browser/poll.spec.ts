import { expect, test } from '@playwright/test';
import type { Page } from 'playwright';
import type { PageRecord } from '../../../../drivers/browser/record/record.js';
import { openQuietWatch } from '../../../../drivers/browser/record/quiet.js';
import { whenShown } from '../../../../drivers/browser/waiting/poll.js';

test('a page is asked no more once it is closed, whether or not the visit came to an end', async () => {
  let closed = false;
  let asked = 0;
  const watch = openQuietWatch({
    over: () => false,
    busy: () => false,
    lastEventMs: () => 0,
    lastPageMs: () => 0,
    mostMs: () => undefined,
    dueMs: () => undefined,
  });
  const record = { watch, parsed: () => true, lastEventMs: () => 0 } as unknown as PageRecord;
  const page = {
    isClosed: () => closed,
    evaluate: () => {
      asked += 1;
      closed = asked === 3;
      return Promise.reject(new Error('Target closed'));
    },
  } as unknown as Page;
  const answer = await whenShown(
    page,
    record,
    () => undefined,
    '',
    () => false,
  );
  expect({ answer, asked }).toEqual({ answer: undefined, asked: 3 });
});
