import { expect, test } from '@playwright/test';
import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

import { drawn, openTemplates, type At } from '../../../../mock-host/pages/page-template.js';
import { callback, cookieOf, get, hand } from '../../harness/mock-host-client.js';
import { authentication, play, type Played } from '../../harness/mock-host-setup.js';
import { docsOf } from './served-docs.js';

const page = { path: '/page', title: 'Page', text: 'Hello, {user.name}: {user.org?.plan}.' };
const hidden = { path: '/admins', title: 'For admins', groups: ['admin'], text: '# Admins' };

/** A reader's texts, at their worst. */
const texts = [
  '',
  'Ann',
  '<script>alert(1)</script>',
  `"'&amp;<>`,
  '$& $1 $`',
  'at-0;',
  '\u0000\u2028é🙂',
  '</pre>\n{user.name}',
];

test('what is filled in stands there as the renderer writes it', () => {
  const { current } = docsOf(page);
  const draw = (at: At<string>): string =>
    renderToString(
      h('main', { title: `t ${at((text) => text)}` }, [
        h(
          'pre',
          {},
          at((text) => text),
        ),
        h('p', {}, ['a < b; ', at((text) => text.toUpperCase())]),
      ]) as VNode,
    );
  const templates = openTemplates<string>(10_000);
  for (const text of texts)
    expect(templates.fill(current(), 'key', draw, text), text).toBe(drawn(draw, text));
});

test('a page is made once for a key, until the docs are others, and the oldest goes first', () => {
  const [first, second] = [docsOf(page).current(), docsOf(page).current()];
  let made = 0;
  const draw = (at: At<string>): string => {
    made += 1;
    return 'x'.repeat(400) + at((text) => text);
  };
  const templates = openTemplates<string>(1_000);
  const fill = (docs: typeof first, ...keys: readonly string[]): number => {
    for (const key of keys) expect(templates.fill(docs, key, draw, key)).toMatch(`x${key}`);
    return made;
  };
  expect(fill(first, 'a', 'a', 'b', 'a')).toBe(2);
  expect(fill(first, 'c', 'b', 'c')).toBe(3);
  expect(fill(first, 'a')).toBe(4);
  expect(fill(second, 'a', 'a')).toBe(5);
  expect(fill(first, 'a')).toBe(6);
  const large = (at: At<string>): string => 'x'.repeat(2_000) + at((text) => text);
  expect(templates.fill(first, 'd', large, 'd')).toHaveLength(2_001);
});

/** What a reader of these claims is shown. */
async function shown(
  played: Played,
  claims: Record<string, unknown>,
  path: string,
): Promise<string> {
  const cookie = cookieOf(await hand(played, played.mint(claims), callback));
  const readings = [1, 2].map(() => get(played, path, { cookie }));
  const [, again] = await Promise.all((await Promise.all(readings)).map((each) => each.text()));
  return again ?? '';
}

test('readers of one page see their own values, and no entry of others', async () => {
  const docs = docsOf(page, hidden);
  const readers = texts.map((text, index) => ({
    groups: index % 2 === 0 ? ['admin', text || 'none'] : [text],
    content: { name: text, org: { plan: `plan ${index}` } },
  }));
  const played = await play(authentication, { docs });
  for (const [index, claims] of readers.entries()) {
    // A host that nobody asked for anything before has no page that was made for somebody else.
    const alone = await play(authentication, { docs: docsOf(page, hidden) });
    const path = `/page?n=${index}&amp=<`;
    const [html, own] = [await shown(played, claims, path), await shown(alone, claims, path)];
    await alone.host.close();
    const without = (text: string, { host }: Played): string =>
      text.replaceAll(String(host.port), 'port').replace(/<dd>\d{4}-\d\d-\d\dT[\d:.]+Z/, '<dd>');
    expect(without(html, played)).toBe(without(own, alone));
    expect(html).toContain(`plan ${index}`);
    expect(html.includes('For admins')).toBe(index % 2 === 0);
    expect(html).not.toMatch(/at-[0-9a-f]{32}/);
  }
  await played.host.close();
});
