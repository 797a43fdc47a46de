import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { honestPlan } from '../../../fixtures/reference/honest-plan.js';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { planTools } from '../../../fixtures/reference/plan-tools.js';
import { handshakes } from '../../../handshakes/registry.js';
import { texts } from '../../../handshakes/mintlify-authentication/texts.js';
import { hostileVisits } from '../../../handshakes/shared/return/value-visits.js';
import {
  hostileValues,
  sentValue,
  type HostileValue,
} from '../../../handshakes/shared/return/values.js';
import { hasToken } from '../../../protocol/handshake.js';
import type { PlanRequest } from '../../../protocol/plan.js';
import { namedHosts } from '../../../protocol/url/named-hosts.js';
import { validateRedirect } from '../../../protocol/url/redirect.js';
import { isIntrusive } from '../../../protocol/visit-kinds.js';
import type { Target } from '../../../protocol/visit.js';
import { hostileNames } from '../../../runner/hostile-names.js';
import { judgeFlow } from '../harness/judged-flow.js';
import { felled } from '../harness/mutant-proof.js';

const docs = 'https://docs.foo.com';
const callback = `${docs}/login/jwt-callback`;

const textOf = (each: HostileValue): string => {
  const value = sentValue(each, texts);
  return typeof value === 'function' ? value(docs) : value;
};
const visits = hostileVisits(texts);

/** Where a URL leads: the WHATWG parser's word, not a list's. The scheme goes first: a blob: URL claims the docs' origin. */
function leadsTo(text: string, base?: string): string {
  if (!URL.canParse(text, base)) return 'nowhere';
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'another scheme';
  if (url.origin !== docs) return 'another origin';
  return url.pathname.startsWith('//') ? 'the docs, with two slashes' : 'the docs';
}

/** What a value is made of, so that two tables can be compared without comparing values. */
const traits: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['backslash', /\\/],
  ['tab', /\t/],
  ['line feed', /\n/],
  ['carriage return', /\r/],
  ['NUL', /\0/],
  ['form feed or vertical tab', /[\v\f]/],
  ['another control character in front', /^[\u0001-\u0008]/],
  ['blank', / /],
  ['no-break space', /\u00a0/],
  ['wide slash', /\uff0f/],
  ['line separator', /\u2028/],
  ['wide dot', /\u3002/],
  ['wide letters', /[\uff41-\uff5a]/],
  ['text beyond ASCII', /[^\0-\u007f]/],
  ['text beyond the basic plane', /[\u{10000}-\u{10ffff}]/u],
  ['half a character', /\p{Surrogate}/u],
  ['escaped percent', /%25/],
  ['escaped slash', /%2f/i],
  ['escaped backslash', /%5c/i],
  ['escaped dot', /%2e/i],
  ['escaped line end', /%0[ad]/i],
  ['undecodable escape', /%(?![0-9a-f]{2})|%ff|%c0/i],
  ['dot segment', /\/\.\.?\//],
  ['user information', /@/],
  ['port', /:\d/],
  ['three slashes', /\/{3}/],
  ['four slashes', /\/{4}/],
  ['capital scheme', /^H/],
  ['no slash in front', /^[^/\\]/],
  ['fragment', /#/],
  ['text directive', /#:~:/],
  ['query', /\?/],
  ['ampersand', /&/],
  ['semicolon', /;/],
  ['quotation mark', /"/],
  ['apostrophe', /'/],
  ['angle bracket', /</],
  ['address as a number', /\/\/\d{6,}/],
  ['address in hexadecimal', /\/\/0x/i],
  ['IPv6 address', /\/\/\[/],
  ['more than 8,000 characters', /^[^]{8000}/],
];

interface Vector {
  readonly family: string;
  readonly value: string;
}

/** Everything that a table covers: family by family, where values lead as they stand and glued, and their traits. */
function coverage(vectors: readonly Vector[]): readonly string[] {
  return [
    ...new Set(
      vectors.flatMap(({ family, value }) => [
        `${family}: as it stands to ${leadsTo(value, callback)}, glued to ${leadsTo(docs + value)}`,
        ...traits.filter(([, has]) => has.test(value)).map(([name]) => `${family}: ${name}`),
      ]),
    ),
  ];
}

const own: readonly Vector[] = hostileValues.map((each) => ({
  family: each.family,
  value: textOf(each),
}));

const file = new URL('../../../../shared/vectors/redirects.json', import.meta.url);

/** The shared vectors; undefined where they are not beside the project. */
function shared(): readonly Vector[] | undefined {
  if (!existsSync(file)) return undefined;
  const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] };
  return vectors.map(({ family, value }) => ({ family: family.replace(/[ /]/g, '-'), value }));
}

test('the table has every family, each with one value in every run', () => {
  const others = shared();
  test.info().annotations.push({
    type: 'shared vectors',
    description:
      others === undefined
        ? 'not beside the project: the table was checked alone'
        : `${others.length} values in ${new Set(others.map(({ family }) => family)).size} families`,
  });
  const names = hostileValues.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(own.map(({ value }) => value)).toEqual([...new Set(own.map(({ value }) => value))]);
  expect(hostileValues.length).toBeGreaterThanOrEqual(117);
  const families = new Set(hostileValues.map(({ family }) => family));
  const always = hostileValues.filter((each) => each.always);
  expect(new Set(always.map(({ family }) => family))).toEqual(families);
  expect(visits.filter((visit) => !isIntrusive(visit)).length).toBeLessThan(30);
  if (others === undefined) return;
  const covered = coverage(own);
  expect(coverage(others).filter((each) => !covered.includes(each))).toEqual([]);
  for (const family of families) {
    const count = (vectors: readonly Vector[]): number =>
      vectors.filter((vector) => vector.family === family).length;
    expect.soft(count(own), family).toBeGreaterThanOrEqual(count(others));
  }
});

test('the validator accepts what stays on the docs and nothing else', () => {
  const vectors = [...own, ...(shared() ?? [])];
  for (const { family, value } of vectors) {
    const reading = validateRedirect(value, docs);
    const where = leadsTo(value.trim(), `${docs}/`);
    const label = JSON.stringify(value.slice(0, 60));
    if (where !== 'the docs') expect(reading.ok, label).toBe(false);
    if (reading.ok) {
      expect(leadsTo(reading.path, docs), label).toBe('the docs');
      expect(reading.path, label).toMatch(/^\/(?![/\\])/);
    }
    // The published validator refuses a percent sign that decodes to a bare one.
    if (family === 'benign' && !value.includes('%25')) expect(reading.ok, label).toBe(true);
  }
});

test('the honest plans keep every value at home', async () => {
  const token = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln';
  for (const handshake of await handshakes()) {
    if (!hasToken(handshake.facts)) continue;
    const { id, algorithm, callbackPath = '' } = handshake.facts;
    const plan = honestPlan(handshake);
    const tools = planTools(makeFlowKeys(algorithm));
    const callbackBase = `${docs}${callbackPath}`;
    for (const { value } of [...own, ...(shared() ?? [])]) {
      const request: PlanRequest = {
        method: 'GET',
        query: '',
        returnTo: value.toWellFormed(),
        headers: {},
        form: {},
        user: { username: 'a', firstName: 'A', lastName: 'B', groups: [] },
        nowMs: 0,
        docsOrigin: docs,
        callbackBase,
        memory: new Map(),
        session: new Map(),
        tools,
      };
      const label = `${id} ${JSON.stringify(value.slice(0, 60))}`;
      const url = new URL(plan.callback(token, request));
      expect(url.origin, label).toBe(docs);
      expect(url.hash, label).toMatch(
        /^#(?:jwt=)?eyJhbGciOiJFZERTQSJ9\.e30\.c2ln(?:&anchor=[^&#]*)?$/,
      );
      expect(url.searchParams.getAll('redirect').length, label).toBeLessThan(2);
    }
  }
});

const target: Target = {
  loginUrl: 'https://login.foo.com/start',
  docsOrigin: docs,
  docsPath: '',
  signIn: { how: 'none' },
  signInOrigins: [],
  headers: [],
  cookies: [],
  timeoutMs: 1000,
};

test('every host that a value could lead to goes to the sink, and nobody else’s does', () => {
  const names = hostileNames(visits, target);
  for (const visit of visits) {
    for (const host of namedHosts(visit, target)) {
      const found = names.includes(host) || names.includes(host.replace(/:\d+$/, ''));
      expect(found, `${visit.name}: ${host}`).toBe(true);
    }
  }
  for (const name of [
    'evil.example',
    'docs.foo.com.evil.example',
    'docs.foo.com-evil.example',
    'docs.foo.comquickstart',
    'not-docs.foo.com',
    'docs.foo.com:8443',
    'docs.foo.com:8444',
    'docs.foo.com:80',
    'login.foo.com.evil.example',
    '192.0.2.1',
    '[2001:db8::1]',
  ]) {
    expect(names, name).toContain(name);
  }
  for (const name of ['docs.foo.com', 'docs.foo.com:443', 'login.foo.com', 'login.foo.com:443']) {
    expect(names, name).not.toContain(name);
  }
});

/** Each of these falls in its own row on the whole table, too, and the honest flow in none. */
const rows = ['redirect-stays-home', 'redirect-no-concatenation', 'redirect-no-injection'];
const mutants: readonly (readonly [row: string | undefined, mutant: string])[] = [
  [undefined, 'honest'],
  ['redirect-stays-home', 'redirect-target-is-callback-base'],
  ['redirect-stays-home', 'allow-prefix-check'],
  ['redirect-stays-home', 'echoed-as-location'],
  ['redirect-no-concatenation', 'concatenated-base'],
];

for (const handshake of (await handshakes()).filter(({ facts }) => hasToken(facts))) {
  test(`${handshake.facts.id}: the whole table over HTTP blames the right row`, async () => {
    for (const [row, name] of mutants) {
      const mutant = handshake.requirements
        .find(({ id }) => id === row)
        ?.brokenBy.find((each) => each.name === name);
      expect(mutant === undefined, name).toBe(row === undefined);
      const report = await judgeFlow(handshake, mutant, docs, () => ({
        intrusive: true,
        only: rows,
      }));
      expect.soft(felled(report), name).toEqual(row === undefined ? [] : [row]);
      const made = report.visits.filter((visit) => visit.name.startsWith('hostile-'));
      expect.soft(made.length, name).toBe(hostileValues.length);
    }
  });
}
