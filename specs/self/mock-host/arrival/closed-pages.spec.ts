import { expect, test } from '@playwright/test';

import { sampleDocs } from '../../../../mock-host/docs/sample-docs.js';
import { cookieOf, get, hand } from '../../harness/mock-host-client.js';
import { authentication, play } from '../../harness/mock-host-setup.js';

test('a page for other groups and a page that does not exist differ in the log alone', async () => {
  const docs = sampleDocs(false, false);
  const played = await play(authentication, { docs: { current: () => docs } });
  const paths = ['/none', '/admin', '/_mintlify/x', '/api/none', '/robots.txt'];
  const readers: readonly Record<string, unknown>[] = [
    {},
    { groups: ['beta'] },
    { groups: ['Admin'] },
    { groups: Array.from({ length: 1_000 }, (_none, index) => `g${index}`) },
  ];
  for (const claims of readers) {
    const cookie = cookieOf(await hand(played, played.mint(claims)));
    await get(played, '/', { cookie });
    for (const method of ['GET', 'HEAD']) {
      const answers = await Promise.all(
        paths.map(async (path) => {
          const url = `http://127.0.0.1:${played.host.port}${path}`;
          const answer = await fetch(url, { method, headers: { cookie }, redirect: 'manual' });
          const fields = [...answer.headers].filter(([name]) => name !== 'date');
          return JSON.stringify([answer.status, fields, await answer.text()]);
        }),
      );
      expect(answers[0], method).toContain('404');
      expect(new Set(answers).size, `${method} ${JSON.stringify(claims).slice(0, 40)}`).toBe(1);
    }
  }
  const told = played.host
    .events()
    .filter(({ kind }) => kind === 'group-refused' || kind === 'page-missing')
    .map(({ kind, path }) => `${kind} ${path ?? ''}`);
  expect(new Set(told)).toEqual(
    new Set([
      'group-refused /admin',
      'page-missing /none',
      'page-missing /_mintlify/x',
      'page-missing /api/none',
      'page-missing /robots.txt',
    ]),
  );
  await played.host.close();
});
