import { expect, test } from '@playwright/test';
import { openTie } from '../../../../drivers/http/same-site.js';

test('sites are compared as browsers do for SameSite, and what is only tried out is told apart', async () => {
  const tie = await openTie();
  const rows: readonly (readonly [one: string, other: string, is: string])[] = [
    ['https://app.foo.com', 'https://docs.foo.com', 'same-site'],
    ['https://foo.com', 'https://docs.foo.com:8443', 'same-site'],
    ['http://app.foo.com', 'https://docs.foo.com', 'cross-site'],
    ['https://app.foo.co.uk', 'https://docs.bar.co.uk', 'cross-site'],
    ['https://app.foo.com', 'https://docs.foo.io', 'cross-site'],
    ['https://one.github.io', 'https://two.github.io', 'trial'],
    ['https://app.foo.com', 'https://foo.vercel.app', 'trial'],
    ['http://127.0.0.1:3000', 'https://docs.foo.com', 'trial'],
    ['http://localhost:3000', 'http://localhost:4747', 'same-site'],
    ['http://[::1]:3000', 'https://docs.foo.com', 'trial'],
  ];
  for (const [one, other, is] of rows) expect.soft(tie(one, other), `${one} ${other}`).toBe(is);
});
