/**
 * The floor of `check --driver http`: a bare script that sends the same requests and verifies the same
 * tokens with jose, and nothing else. Gets the path of a bench plan; the password comes in BENCH_PASSWORD.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { importSPKI, jwtVerify } from 'jose';
import { cookies, end, filledForm, keep, send } from './bare-client.mjs';

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const password = process.env.BENCH_PASSWORD ?? '';
const key = await importSPKI(plan.publicPem, plan.algorithm);

let live;
let verified = 0;
const arrivedAt = new Map();
for (const visit of plan.visits) {
  if (visit.after) {
    const due = (arrivedAt.get(visit.after.visit) ?? 0) + visit.after.ms;
    await wait(Math.max(0, due - Date.now()));
  }
  const jar = visit.session === 'live' && live ? live : new Map();
  let answer = await send(visit.method, visit.url, { ...visit.headers, ...cookies(jar) });
  keep(jar, answer);
  if (visit.signsIn) {
    const headers = {
      ...cookies(jar),
      'content-type': 'application/x-www-form-urlencoded',
      origin: new URL(visit.url).origin,
    };
    answer = await send(
      'POST',
      visit.url,
      headers,
      filledForm(answer.body, plan.username, password),
    );
    keep(jar, answer);
    live ??= jar;
  }
  arrivedAt.set(visit.name, Date.now());
  const token = /#(?:jwt=)?([^&]+)/.exec(answer.headers.location ?? '')?.[1];
  if (token === undefined) continue;
  await jwtVerify(token, key, { algorithms: [plan.algorithm] });
  verified += 1;
}
end();
if (verified !== plan.tokens) {
  process.stderr.write(`the floor verified ${verified} tokens, the suite saw ${plan.tokens}\n`);
  process.exitCode = 1;
}
