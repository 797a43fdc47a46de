/**
 * The floor of `check --driver http`: a bare script that sends the same requests and verifies the same
 * tokens with jose, and nothing else. Gets the path of a bench plan; the password comes in BENCH_PASSWORD.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { importSPKI, jwtVerify } from 'jose';

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const agent = new Agent({ keepAlive: true });
const key = await importSPKI(plan.publicPem, plan.algorithm);

/** One request; resolves with status, headers and body. */
function send(method, url, headers, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const keep = (jar, answer) => {
  for (const line of answer.headers['set-cookie'] ?? []) {
    const [pair] = line.split(';');
    jar.set(pair.slice(0, pair.indexOf('=')), pair);
  }
};
const cookies = (jar) => (jar.size === 0 ? {} : { cookie: [...jar.values()].join('; ') });
const unescaped = (text) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

function filledForm(page) {
  const fields = new URLSearchParams();
  for (const [tag] of page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1] ?? '';
    fields.set(name, unescaped(/value="([^"]*)"/.exec(tag)?.[1] ?? ''));
  }
  fields.set('username', plan.username);
  fields.set('password', process.env.BENCH_PASSWORD ?? '');
  return fields.toString();
}

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
    answer = await send('POST', visit.url, headers, filledForm(answer.body.toString()));
    keep(jar, answer);
    live ??= jar;
  }
  arrivedAt.set(visit.name, Date.now());
  const token = /#(?:jwt=)?([^&]+)/.exec(answer.headers.location ?? '')?.[1];
  if (token === undefined) continue;
  await jwtVerify(token, key, { algorithms: [plan.algorithm] });
  verified += 1;
}
agent.destroy();
if (verified !== plan.tokens) {
  process.stderr.write(`the floor verified ${verified} tokens, the suite saw ${plan.tokens}\n`);
  process.exitCode = 1;
}
