import { expect, test } from '@playwright/test';
import type { BrowserContextOptions } from 'playwright';

import { callback, hand } from '../../harness/mock-host-client.js';
import { authentication, personalization, play } from '../../harness/mock-host-setup.js';
import { host, outcome } from '../../harness/mock-host-visitor.js';
import { docsOf, publicPage } from './served-docs.js';
import { examine, lookName, looks } from '../../harness/browser/looks.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

const browser = sharedBrowser();

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
  const context = await browser().newContext({ ...look, bypassCSP: true });
  const page = await context.newPage();
  if (arrival !== '') {
    await page.goto(origin + arrival);
    expect(await outcome(page)).toBe('accepted');
  }
  for (const path of paths) {
    await page.goto(origin + path);
    await examine(page, `${path} ${lookName(look)}`);
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
