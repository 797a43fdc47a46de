import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { expect, test, type Browser } from '@playwright/test';
import type { BrowserContextOptions } from 'playwright';

import { callback, hand } from '../../harness/mock-host-client.js';
import { authentication, personalization, play } from '../../harness/mock-host-setup.js';
import { host, launch, outcome } from '../../harness/mock-host-visitor.js';
import { docsOf, publicPage } from './served-docs.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser | undefined;

test.beforeAll(async () => {
  browser = await launch();
});
test.afterAll(() => browser?.close());
test.beforeEach(() => expect(browser, 'no browser was found').toBeDefined());

const desk = { width: 1400, height: 900 };
const phone = { width: 390, height: 844 };
const looks: readonly BrowserContextOptions[] = [
  { viewport: desk, colorScheme: 'light' },
  { viewport: desk, colorScheme: 'dark' },
  { viewport: phone, colorScheme: 'light' },
  { viewport: phone, colorScheme: 'dark' },
];

/**
 * Opens pages of a host.
 *
 * @param arrival where a token comes in before; empty for a stranger
 */
async function lookAt(
  origin: string,
  arrival: string,
  paths: readonly string[],
  look: BrowserContextOptions,
): Promise<void> {
  const context = await browser!.newContext({ ...look, bypassCSP: true });
  const page = await context.newPage();
  if (arrival !== '') {
    await page.goto(origin + arrival);
    expect(await outcome(page)).toBe('accepted');
  }
  for (const path of paths) {
    await page.goto(origin + path);
    await page.evaluate(axe);
    const { passed, found } = await page.evaluate<{ passed: number; found: unknown }>(
      `axe.run().then(({ passes, violations }) => ({ passed: passes.length, found: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html.slice(0, 200))) }))`,
    );
    const said = `${path} ${look.colorScheme} ${look.viewport?.width}`;
    expect.soft(found, said).toEqual([]);
    expect.soft(passed, 'it did look').toBeGreaterThan(12);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(wide, `${said}: nothing sticks out`).toBeLessThanOrEqual(0);
  }
  await context.close();
}

const long = 'W'.repeat(120);
const everything = `${long}

## ${long}

### Below

- [x] done
- a [link](https://x.test/${long}) and \`${long}\`

1. one
   - two

> A quote with **weight** and *tone*

| a | ${long} |
| - | -: |
| 1 | 2 |

\`\`\`sh
${long} ${long} ${long}
\`\`\`

![A picture](x.png) <Card title="x">${long}</Card>

---
`;

test('axe finds nothing on docs pages, and no page is wider than its screen', async () => {
  test.slow();
  const full = {
    ...publicPage(everything),
    title: long,
    description: long,
    endpoint: {
      method: 'DELETE',
      path: `/${long}`,
      fields: [{ name: long, place: 'header', prefilled: true }],
    },
  } as const;
  const own = await play(authentication, {
    docs: docsOf(full, { ...publicPage(''), path: `/${long}`, title: long }),
  });
  const sample = await play(authentication);
  const open = await play(personalization);
  const claims = {
    groups: ['admin', 'Admin', long],
    content: { name: long },
    apiPlaygroundInputs: { header: { Authorization: long } },
  };
  await hand(own, own.mint(claims), callback);
  const paths = [
    '/',
    '/quickstart',
    '/admin',
    '/reference/create-note',
    '/nothing',
    '/_docs-handshake/groups',
  ];
  for (const look of looks) {
    await lookAt(host(sample), `${callback}#${sample.mint(claims)}`, paths, look);
    await lookAt(host(own), '', ['/page', '/_docs-handshake/groups'], look);
    await lookAt(
      host(open),
      `/#${open.mint(claims)}`,
      ['/', '/admin', '/reference/create-note', '/_docs-handshake/groups'],
      look,
    );
  }
  for (const played of [own, sample, open]) await played.host.close();
});
