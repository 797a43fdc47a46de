/**
 * The floor of `check --driver browser`: a bare Playwright script that makes the same logins, one context per
 * visit. A login is a reader's whole way: from the docs to the login flow, back with the token, and on to a
 * page. The suite goes on to the page in honest visits only; a bare script has no reason to tell them apart, unless
 * it is told to stop where the suite stops: when the docs host has had the request. The docs here are a stand-in that
 * verifies nothing. Gets the path of a bench plan, and `stops` for the latter.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright';

const stops = process.argv[3] === 'stops';
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const page = '<!doctype html><title>Docs</title><h1>Docs</h1>';
const docs = createServer((request, response) => {
  const url = new URL(request.url, plan.docsOrigin);
  const login = url.searchParams.get('login');
  response.setHeader('content-type', 'text/html');
  if (login !== null) response.writeHead(302, { location: login }).end();
  else if (url.pathname === '/') response.end(page);
  else response.end("<!doctype html><script>location.replace('/')</script>");
});
const back = `${plan.docsOrigin}/`;
await new Promise((resolve) => docs.listen(0, '127.0.0.1', resolve));
const docsHost = new URL(plan.docsOrigin).host;

const browser = await chromium.launch({
  ...(plan.browser && {
    executablePath: plan.browser.executable,
    env: { ...process.env, ...plan.browser.env },
  }),
  args: [
    `--host-resolver-rules=MAP ${docsHost} 127.0.0.1:${docs.address().port}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
});

/** True for an answer of the docs host to whoever was handed over to it. */
const isArrival = (response) => {
  const url = new URL(response.url());
  return url.origin === plan.docsOrigin && url.pathname !== '/';
};

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
  const reader = await context.newPage();
  const endsEarly = stops && visit.arrives && !visit.goesOn;
  const arrival = endsEarly ? reader.waitForResponse(isArrival) : undefined;
  const start = reader.goto(`${back}?login=${encodeURIComponent(visit.url)}`);
  // What is still under way when the context closes has nobody who waits for it.
  if (endsEarly) start.catch(() => undefined);
  if (visit.signsIn || !endsEarly) await start;
  if (visit.signsIn) {
    await reader.fill('input[autocomplete=username]', plan.username);
    await reader.fill('input[type=password]', process.env.BENCH_PASSWORD ?? '');
    await reader.click('button[type=submit]', { noWaitAfter: endsEarly });
  }
  if (visit.arrives) {
    await (arrival ?? reader.waitForURL(back));
    arrived += 1;
  }
  if (visit.signsIn) live ??= await context.storageState();
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
