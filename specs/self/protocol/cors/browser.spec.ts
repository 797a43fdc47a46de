import { expect, test } from '@playwright/test';
import type { Page } from 'playwright';
import { originField, pageRequest } from '../../../../protocol/http/cors/page-request.js';
import { preflightOf } from '../../../../protocol/http/cors/preflight.js';
import { browserReasonOf } from '../../../../protocol/http/cors/reasons.js';
import { corsVerdict } from '../../../../protocol/http/cors/verdict.js';
import { checkRows } from './check-rows.js';
import { preflightRows } from './preflight-rows.js';
import { redirectRows } from './redirect-rows.js';
import { addressOf, openServers, recorded } from './scene.js';
import type { Row, Servers } from './scene.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

/** What the browser made of one row. */
interface Seen {
  readonly readable: boolean;
  /** `Network.CorsErrorStatus`, as DevTools have it. */
  readonly reason?: string;
  readonly about?: string;
}

/** A page that asks, and hears why it may not read. */
type Ask = (row: Row, address: string) => Promise<Seen>;

async function askerOn(page: Page): Promise<Ask> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  /** The address that each request began with: redirects keep its id. */
  const begun = new Map<string, string>();
  const failed = new Map<string, Seen>();
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (!begun.has(requestId)) begun.set(requestId, request.url);
  });
  cdp.on('Network.loadingFailed', ({ requestId, corsErrorStatus, type }) => {
    // A preflight is a request of its own; what it comes to is told of the request that it was made for.
    if (type === 'Preflight') return;
    const { corsError, failedParameter } = corsErrorStatus ?? {};
    failed.set(begun.get(requestId) ?? '', {
      readable: false,
      ...(corsError === undefined ? {} : { reason: corsError }),
      ...(failedParameter === undefined ? {} : { about: failedParameter }),
    });
  });
  return async ({ method, headers, body, credentials = 'omit', browser }, address) => {
    const sent = {
      credentials,
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
    };
    const readable = await page.evaluate(
      ([url, init]) =>
        fetch(url, init).then(
          (answer) => answer.text().then(() => true),
          () => false,
        ),
      [address, sent] as const,
    );
    if (readable || browser === 'unasked') return { readable };
    await expect.poll(() => failed.has(address)).toBe(true);
    return failed.get(address) ?? { readable };
  };
}

const tables: Readonly<Record<string, readonly Row[]>> = {
  'the CORS check': checkRows,
  preflights: preflightRows,
  redirects: redirectRows,
};

const browser = sharedBrowser();
/** The preflights that the servers were asked for, by the path. */
const preflightsIn = ({ asked }: Servers): readonly string[] =>
  asked
    .filter(({ fields }) => fields['access-control-request-method'] !== undefined)
    .map(({ path }) => path);

for (const [title, rows] of Object.entries(tables)) {
  test(`what a page may read, and why not, is what Chromium says: ${title} (${rows.length} rows)`, async () => {
    const servers = await openServers(rows);
    const context = await browser().newContext();
    try {
      const askers = new Map<string, Ask>();
      for (const kind of ['page', 'opaque']) {
        const page = await context.newPage();
        await page.goto(`${servers.origins.page}/${kind}`);
        askers.set(kind, await askerOn(page));
      }
      for (const [index, row] of rows.entries()) {
        const [call, steps] = recorded(row, index, servers);
        const ours = corsVerdict(call, steps);
        servers.asked.length = 0;
        const seen = await askers.get(row.from ?? 'page')!(row, addressOf(row, index, servers));
        const reason = ours.readable ? 'read' : ours.reason;
        expect.soft(reason, row.name).toBe(row.is);
        if (row.browser === 'lenient') {
          expect
            .soft(seen, `${row.name}: Chromium follows the standard now`)
            .toEqual({ readable: true });
          continue;
        }
        expect.soft(seen.readable, `${row.name}: read in the browser`).toBe(ours.readable);
        const named =
          ours.readable || row.browser !== undefined ? undefined : browserReasonOf[ours.reason];
        expect.soft(seen.reason, `${row.name}: ${reason}`).toBe(named);
        if (row.about !== undefined) {
          const about = servers.fill(row.about, index, 0);
          expect.soft(ours, row.name).toMatchObject({ about });
          expect.soft(seen.about, row.name).toBe(about);
        }
        const request = pageRequest(call);
        const due = preflightOf(request);
        expect
          .soft(preflightsIn(servers).includes(`/${index}/0`), `${row.name}: preflight`)
          .toBe(due !== undefined && reason !== 'scheme');
        const first = servers.asked.find(({ path }) => path === `/${index}/0`);
        if (first === undefined) continue;
        expect.soft(first.fields['origin'], row.name).toBe(originField(request));
        if (due === undefined) continue;
        expect
          .soft(
            [
              first.fields['access-control-request-method'],
              first.fields['access-control-request-headers'],
            ],
            row.name,
          )
          .toEqual([due.requestMethod, due.requestHeaders]);
      }
    } finally {
      await context.close();
      await servers.close();
    }
  });
}
