/**
 * The floor of an OAuth check over HTTP: a bare script that makes the same authorization requests, sign-ins, token and Info
 * requests, parses the JSON that comes, and judges nothing. Gets the path of a bench plan, in which `{code}`, `{token}` and the
 * like stand for what comes on the way; passwords come in BENCH_PASSWORDS, as JSON by user.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { cookies, end, filledForm, keep, send } from './bare-client.mjs';

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const passwords = JSON.parse(process.env.BENCH_PASSWORDS ?? '{}');
const formType = { 'content-type': 'application/x-www-form-urlencoded' };

/** What the placeholders of a request stand for. */
function filler(code, token, tokens) {
  const known = { code, token, altered: `${token.slice(1)}A` };
  return (text) =>
    text.replace(/\{(code|token|altered)(?::([^}]+))?\}/g, (_all, name, visit) =>
      visit === undefined ? known[name] : (tokens.get(visit) ?? ''),
    );
}

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** One request to an endpoint; resolves with its JSON. */
async function ask({ method, url, headers, fields }, fill) {
  const body = new URLSearchParams(fields.map(([name, value]) => [name, fill(value)])).toString();
  const own = headers.map(([name, value]) => [name, fill(value)]);
  const all = { ...(body === '' ? {} : formType), accept: 'application/json' };
  const answer = await send(method, fill(url), { ...all, ...Object.fromEntries(own) }, body);
  return parsed(answer.body);
}

const live = new Map();
const tokens = new Map();
const arrivedAt = new Map();
const made = { codes: 0, token: 0, info: 0 };
for (const visit of plan.visits) {
  if (visit.after) {
    const due = (arrivedAt.get(visit.after.visit) ?? 0) + visit.after.ms;
    await wait(Math.max(0, due - Date.now()));
  }
  const jar = (visit.session === 'live' && live.get(visit.user)) || new Map();
  let answer = await send(visit.method, visit.url, { ...visit.headers, ...cookies(jar) });
  keep(jar, answer);
  if (visit.signsIn) {
    const headers = { ...cookies(jar), ...formType, origin: new URL(visit.url).origin };
    const password = visit.isRefused ? 'a wrong one' : passwords[visit.user];
    const form = filledForm(answer.body, plan.users[visit.user], password);
    answer = await send('POST', visit.url, headers, form);
    keep(jar, answer);
    if (!visit.isRefused && !live.has(visit.user)) live.set(visit.user, jar);
  }
  arrivedAt.set(visit.name, Date.now());

  const code = /[?&]code=([^&#]+)/.exec(answer.headers.location ?? '')?.[1];
  if (code === undefined) continue;
  made.codes += 1;
  let token = '';
  for (const one of visit.redeems) {
    const { access_token: given } = await ask(one, filler(decodeURIComponent(code), token, tokens));
    made.token += 1;
    if (one.isUsual && given !== undefined) token = given;
  }
  tokens.set(visit.name, token);
  for (const one of visit.informs) {
    await ask(one, filler('', token, tokens));
    made.info += 1;
  }
}
end();
for (const [name, count] of Object.entries(made)) {
  if (count === plan.made[name]) continue;
  process.stderr.write(`the floor made ${count} of ${name}, the suite ${plan.made[name]}\n`);
  process.exitCode = 1;
}
