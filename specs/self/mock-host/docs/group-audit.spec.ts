import { expect, test } from '@playwright/test';

import { auditGroups } from '../../../../mock-host/docs/group-audit.js';
import { openGroupsSeen } from '../../../../mock-host/docs/groups-seen.js';
import { callback, get, hand } from '../../harness/mock-host-client.js';
import { authentication, play } from '../../harness/mock-host-setup.js';
import type { DocsPage } from '../../../../protocol/docs/pages.js';
import { docsOf } from './served-docs.js';

const pageFor = (path: string, groups?: readonly string[]): DocsPage => ({
  path,
  title: path,
  text: '',
  ...(groups && { groups }),
});

test('groups of pages and of tokens are compared exactly, and near misses are named', () => {
  const docs = docsOf(
    pageFor('/a', ['admin', 'beta-users']),
    pageFor('/b', ['admin']),
    pageFor('/c', []),
    pageFor('/d'),
    pageFor('/e', ['ops', 'Café', 'engineering']),
  ).current();
  const seen = openGroupsSeen();
  seen.add(['Admin', 'beta_users', 'dev', 'Cafe\u0301', 'ops'], 1_000);
  seen.add(['ops', 'enginering', 'Admin '], 2_000);
  const audit = auditGroups(docs, seen);
  expect(audit.tokens).toBe(2);
  expect(
    audit.asked.map(({ name, pages, seen: met }) => [name, pages.length, met?.tokens ?? 0]),
  ).toEqual([
    ['admin', 2, 0],
    ['beta-users', 1, 0],
    ['ops', 1, 2],
    ['Café', 1, 0],
    ['engineering', 1, 0],
  ]);
  expect(audit.strays.map(({ name }) => name)).toEqual([
    'Admin',
    'beta_users',
    'dev',
    'Cafe\u0301',
    'enginering',
    'Admin ',
  ]);
  expect(
    audit.nearMisses.map(({ inPages, inTokens, differs }) => [inPages, inTokens, differs]),
  ).toEqual([
    ['admin', 'Admin', 'by case'],
    ['admin', 'Admin ', 'by spelling'],
    ['beta-users', 'beta_users', 'by blanks or dashes'],
    ['Café', 'Cafe\u0301', 'by the form of its letters'],
    ['engineering', 'enginering', 'by spelling'],
  ]);
  expect(audit.closed.map(({ path }) => path)).toEqual(['/c']);
});

test('two groups that both have their own pages are no near miss', () => {
  const docs = docsOf(pageFor('/a', ['team-1', 'team-2']), pageFor('/b', ['team-3'])).current();
  const seen = openGroupsSeen();
  seen.add(['team-1', 'team-2'], 1);
  expect(auditGroups(docs, seen).nearMisses).toEqual([
    // Nobody ever carried it: the like that others carry may have been meant.
    { inPages: 'team-3', inTokens: 'team-1', differs: 'by spelling' },
    { inPages: 'team-3', inTokens: 'team-2', differs: 'by spelling' },
  ]);
});

test('what tokens carry is remembered within bounds, and compared in time', () => {
  const seen = openGroupsSeen(100);
  for (let at = 0; at < 1_000; at += 1) seen.add([`${at} ${'g'.repeat(1_000)}`], at);
  expect(seen.all()).toHaveLength(100);
  expect(JSON.stringify(seen.all()).length).toBeLessThan(30_000);
  expect(seen.tokens()).toBe(1_000);
  seen.clear();
  expect([seen.tokens(), seen.all()]).toEqual([0, []]);

  const long = Array.from({ length: 500 }, (_none, at) => `${'x'.repeat(150)}${at}`);
  const full = openGroupsSeen();
  full.add(
    long.map((name) => `${name}y`),
    1,
  );
  const startMs = performance.now();
  auditGroups(docsOf(pageFor('/a', long)).current(), full);
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

test('the page shows the audit of accepted tokens, as text, and forgets it with a reset', async () => {
  const docs = docsOf(pageFor('/a', ['admin', '<b>"']), pageFor('/b', ['ops']));
  const played = await play(authentication, { docs });
  const shown = async (): Promise<string> => (await get(played, '/_docs-handshake/groups')).text();
  expect(await shown()).toContain('No token was accepted yet.');
  await hand(
    played,
    played.mint({ groups: ['Admin', 'ops', '<script>alert(1)</script>'] }),
    callback,
  );
  // A token that is refused says nothing.
  await hand(played, played.mint({ groups: ['refused-group'], exp: 1 }), callback);
  const html = await shown();
  expect(html).toContain(
    '1 token accepted since the start. 2 groups that pages ask for were in none of them.',
  );
  expect(html).toMatch(
    /pages ask for <code class="group">admin<\/code>, tokens carry <code class="group">Admin<\/code>: they differ by case/,
  );
  expect(html).toContain('&lt;script>alert(1)&lt;/script>');
  expect(html).not.toContain('<script>alert');
  expect(html).not.toContain('refused-group');
  played.host.reset();
  expect(await shown()).toContain('No token was accepted yet.');
  await played.host.close();
});
