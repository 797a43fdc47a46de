/**
 * The floor of `check --driver browser`: a bare Playwright script that makes the same logins, one context
 * per visit, and a docs origin that answers every request with one page. Gets the path of a bench plan.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright';

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const docs = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>Docs</title><h1>Docs</h1>');
});
await new Promise((resolve) => docs.listen(0, '127.0.0.1', resolve));
const docsHost = new URL(plan.docsOrigin).host;

const browser = await chromium.launch({
  ...(plan.browser && { executablePath: plan.browser.executable, env: plan.browser.env }),
  args: [
    `--host-resolver-rules=MAP ${docsHost} 127.0.0.1:${docs.address().port}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
});

let live;
let arrived = 0;
const arrivedAt = new Map();
for (const visit of plan.visits) {
  if (visit.after) {
    const due = (arrivedAt.get(visit.after.visit) ?? 0) + visit.after.ms;
    await wait(Math.max(0, due - Date.now()));
  }
  const context = await browser.newContext(
    visit.session === 'live' && live ? { storageState: live } : {},
  );
  const page = await context.newPage();
  await page.goto(visit.url);
  if (visit.signsIn) {
    await page.fill('input[autocomplete=username]', plan.username);
    await page.fill('input[type=password]', process.env.BENCH_PASSWORD ?? '');
    await page.click('button[type=submit]');
    await page.waitForURL((url) => url.origin === plan.docsOrigin);
    live ??= await context.storageState();
  }
  if (new URL(page.url()).origin === plan.docsOrigin) arrived += 1;
  arrivedAt.set(visit.name, Date.now());
  await context.close();
}
await browser.close();
docs.closeAllConnections();
docs.close();
if (arrived !== plan.tokens) {
  process.stderr.write(`the floor arrived ${arrived} times, the suite ${plan.tokens}\n`);
  process.exitCode = 1;
}
