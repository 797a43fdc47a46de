import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, test, type BrowserContext, type Page } from '@playwright/test';

import { connectDocsHost } from '../../../../index.js';
import type { Handshake } from '../../../../protocol/requirement.js';
import { judgeLocation } from '../../../../runner/report/recorded.js';
import {
  authentication,
  personalization,
  play,
  type Played,
} from '../../harness/mock-host-setup.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

/** The inspector of a host that runs, beside a visitor of its docs in the same browser. */

const browser = sharedBrowser();

interface Watched extends Played {
  readonly context: BrowserContext;
  readonly docs: Page;
  readonly inspector: Page;
  /** What the login flow hands over from now on: what stands after the callback URL. */
  readonly answer: (handOver: () => string) => void;
  readonly close: () => Promise<void>;
}

/** Starts a host, a login flow, an inspector and a visitor. */
async function watch(handshake: Handshake = authentication): Promise<Watched> {
  let handOver: (() => string) | undefined;
  const flow = createServer((request, response) => {
    if (handOver === undefined) {
      response.setHeader('content-type', 'text/html').end('<title>Log in</title>');
      return;
    }
    const page = new URL(request.url ?? '/', 'http://flow').searchParams.get('redirect') ?? '/';
    const { callbackPath } = handshake.facts;
    const back =
      callbackPath === undefined ? page : `${callbackPath}?redirect=${encodeURIComponent(page)}`;
    response.writeHead(302, { location: origin + back + handOver() }).end();
  });
  await new Promise<void>((done) => flow.listen(0, '127.0.0.1', done));
  const { port } = flow.address() as AddressInfo;
  const played = await play(handshake, {
    control: { port: 0, judgeLocation },
    loginUrls: [{ name: 'Foo', url: `http://127.0.0.1:${port}/docs-login` }],
  });
  const { host } = played;
  const { control, origin } = host;
  if (control === undefined) throw new Error('no control origin');
  const context = await browser().newContext();
  const inspector = await context.newPage();
  await inspector.goto(`${control.inspectorUrl}#${control.token}`);
  await expect(
    inspector.getByRole('heading', { name: 'From here to the first login' }),
  ).toBeVisible();
  return {
    ...played,
    context,
    docs: await context.newPage(),
    inspector,
    answer: (act) => void (handOver = act),
    close: async () => {
      await context.close();
      await host.close();
      flow.closeAllConnections();
      await new Promise((done) => flow.close(done));
    },
  };
}

test('a login is followed from the departure to the verdicts, live', async () => {
  const { docs, inspector, answer, mint, host, close } = await watch();
  await docs.goto(`${host.origin}/guides/setup?step=2`);
  await expect(inspector.getByRole('heading', { name: /At the login flow/ })).toBeVisible();
  await expect(inspector.locator('.gap')).toContainText('so far');
  const token = mint({ groups: ['staff'], content: { firstName: 'Zoë' } });
  answer(() => `#${token}`);
  await docs.reload();
  await expect(inspector.getByRole('heading', { name: 'The token was taken' })).toBeVisible();
  await expect(inspector.locator('.sequence')).toContainText('goes on to /guides/setup?step=2');
  await expect(inspector.locator('.token')).toContainText('Zoë');
  await expect(inspector.getByText(/\d{2} passed/)).toBeVisible();
  await inspector.getByRole('button', { name: '15 s later' }).click();
  await expect(inspector.getByRole('log')).toContainText('token-exp-future');
  await inspector.getByRole('textbox', { name: 'Docs host' }).fill('docs.foo.com');
  await inspector.getByRole('button', { name: 'For it' }).click();
  await expect(inspector.getByRole('log')).toContainText('user-host');
  await inspector.getByRole('button', { name: 'Under it' }).click();
  await expect(inspector.getByRole('log')).toContainText(/Under edition [\d-]+: [✓✗]/);
  await expect(inspector.locator('.command')).toContainText('docs-handshake check http');
  const signature = token.split('.')[2] ?? token;
  expect(await inspector.content()).not.toContain(signature);
  await close();
});

test('a refusal leads to its handshake in the inspector, in the words of both', async () => {
  const { docs, inspector, answer, mint, seconds, host, close } = await watch();
  answer(() => `#${mint({ exp: seconds() - 30 })}`);
  await docs.goto(`${host.origin}/quickstart`);
  await expect(docs.getByRole('heading', { name: 'This login was refused' })).toBeVisible();
  const seen = await docs.locator('dt:has-text("Seen") + dd').textContent();
  answer(() => `#${mint()}`);
  await inspector.getByRole('link', { name: /Refused/ }).waitFor();
  const beside = await docs.context().newPage();
  await beside.goto(`${host.origin}/quickstart`);
  await expect(inspector.getByRole('heading', { name: 'The token was taken' })).toBeVisible();
  await docs.getByRole('link', { name: 'Look at it in the inspector' }).click();
  await expect(docs.getByRole('heading', { name: 'The login was refused' })).toBeVisible();
  expect(new URL(docs.url()).origin).toBe(host.control?.origin);
  await expect(docs.locator('.hero .why')).toContainText(seen ?? '-');
  const finding = docs.locator('.finding.fail', { hasText: 'token-exp-future' });
  await expect(finding).toContainText(seen?.split('. ', 1)[0] ?? '-');
  await close();
});

test('faults, clock and reset reach the host', async () => {
  const { docs, inspector, answer, mint, host, close } = await watch();
  answer(() => `#${mint()}`);
  await inspector.getByText('Faults, clock, reset').click();
  const orders = await inspector.getByRole('combobox', { name: 'Fault' }).locator('option').all();
  for (const order of orders) {
    await inspector
      .getByRole('combobox', { name: 'Fault' })
      .selectOption((await order.textContent()) ?? '');
    await inspector.getByRole('button', { name: 'Order' }).click();
    await expect(inspector.getByText(`${orders.indexOf(order) + 1} ordered`)).toBeVisible();
  }
  await inspector.getByRole('button', { name: 'Reset the host' }).click();
  await expect(inspector.getByText('None ordered: the host behaves.')).toBeVisible();
  await inspector
    .getByRole('combobox', { name: 'Fault' })
    .selectOption('Refuse a good token as expired');
  await inspector.getByRole('button', { name: 'Order' }).click();
  await expect(inspector.getByText('1 ordered')).toBeVisible();
  await docs.goto(`${host.origin}/quickstart`);
  await expect(docs.getByRole('heading', { name: 'This login was refused' })).toBeVisible();
  await expect(inspector.getByText(/Touched by the fault on demand f\d+/)).toBeVisible();
  await inspector.getByRole('button', { name: '+ 1 min' }).click();
  await expect(inspector.getByRole('list', { name: 'The host' })).toContainText('+1 min');
  await docs.goto(`${host.origin}/quickstart`);
  await expect(docs.getByRole('heading', { name: 'This login was refused' })).toBeVisible();
  await expect(inspector.locator('.badge.fail', { hasText: 'token-exp-future' })).toBeVisible();
  await inspector.getByRole('button', { name: 'Reset the host' }).click();
  await expect(
    inspector.getByRole('heading', { name: 'From here to the first login' }),
  ).toBeVisible();
  await expect.poll(() => host.events()).toEqual([]);
  await close();
});

test('what another client orders is shown at once', async () => {
  const { docs, inspector, answer, mint, host, close } = await watch();
  answer(() => `#${mint()}`);
  await docs.goto(`${host.origin}/quickstart`);
  await expect(inspector.getByRole('heading', { name: 'The token was taken' })).toBeVisible();
  const { apiUrl, token: apiToken } = host.control ?? { apiUrl: '', token: '' };
  const other = connectDocsHost({ apiUrl, apiToken });
  // The inspector asks again after 20 s by itself.
  const soon = { timeout: 4_000 };
  await other.clock.move(60_000);
  await expect(inspector.getByRole('list', { name: 'The host' })).toContainText('+1 min', soon);
  await other.faults.order({ kind: 'slow' });
  await expect(inspector.getByText('1 ordered')).toBeVisible(soon);
  await other.reset();
  await expect(
    inspector.getByRole('heading', { name: 'From here to the first login' }),
  ).toBeVisible(soon);
  await expect(inspector.getByRole('link', { name: /#1/ })).toHaveCount(0);
  await close();
});

test('of a personalized login the inspector shows every requirement and no claim', async () => {
  const { docs, inspector, answer, mint, host, close } = await watch(personalization);
  const canary = 'Zoë-the-canary';
  const fresh = (): string =>
    `#jwt=${mint({ expiresAt: Math.floor(Date.now() / 1000) + 60, groups: [], content: { firstName: canary } })}`;
  answer(fresh);
  await docs.goto(`${host.origin}/login?redirect=%2Fquickstart`);
  await expect(inspector.getByRole('link', { name: /#1/ })).toBeVisible();
  await expect(inspector.getByRole('heading', { name: 'The token was taken' })).toBeVisible();
  await expect(inspector.getByText(/\d{2} passed/)).toBeVisible();
  const passed = inspector.locator('details.fold', { hasText: 'Passed' });
  for (const id of ['token-signature', 'page-preserved']) {
    await expect(passed.locator(`[data-requirement="${id}"]`)).toHaveCount(1);
  }
  const shown = inspector.locator('[data-requirement]');
  await expect(shown).toHaveCount(personalization.requirements.length);
  expect(await inspector.content()).not.toContain(canary);
  await close();
});
