import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../repository/source-tree.js';
import { anchors, links, pages, prose } from './pages.js';

const all = pages();
const isOutside = (target: string): boolean => /^https?:\/\//.test(target);

test('every link between the pages leads somewhere', () => {
  const broken = all.flatMap((page) =>
    links(page)
      .filter((target) => !isOutside(target))
      .flatMap((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page.path : normalize(join(dirname(page.path), path));
        const there = all.find((one) => one.path === file);
        const leads = existsSync(join(root, file));
        const lands =
          anchor === undefined || (there !== undefined && anchors(there).includes(anchor));
        return leads && lands ? [] : [`${page.path}: ${target}`];
      }),
  );
  expect(broken).toEqual([]);
});

test('a link that leaves the pages is an https address', () => {
  const addresses = all.flatMap(links).filter(isOutside);
  expect(addresses.filter((target) => new URL(target).protocol !== 'https:')).toEqual([]);
});

test('every page can be found from the README', () => {
  const [readme] = all.filter(({ path }) => path === 'README.md');
  const found = readme === undefined ? [] : links(readme).map((target) => target.split('#')[0]);
  const lost = all.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
  expect(lost.filter((path) => !found.includes(path))).toEqual([]);
});

test('the pages say requirement, and leave our own word to the code', () => {
  const said = all
    .map((page) => ({ page, text: prose(page).replace(/<!-- \w+: start[^]*?: end -->/g, '') }))
    .filter(({ page }) => page.path !== 'docs/proof.md')
    .flatMap(({ page, text }) =>
      [...text.matchAll(/[^\n]*\brows?\b[^\n]*/gi)].map(([line]) => `${page.path}: ${line}`),
    )
    .filter((line) => !line.includes('in a row'));
  expect(said).toEqual([]);
});

test('the picture has a title, a description, and colours for both schemes', () => {
  const svg = readFileSync(join(root, 'docs', 'round-trip.svg'), 'utf8');
  expect(svg).toMatch(/<title id="title">[^<]+<\/title>/);
  expect(svg).toMatch(/<desc id="text">[^<]+<\/desc>/);
  const [light = '', dark = ''] = svg.split('@media (prefers-color-scheme: dark)');
  const named = (css: string): readonly string[] => [
    ...new Set(css.split('</style>')[0]?.match(/\.[a-z]+(?=[ ,{])/g)),
  ];
  expect(named(dark).toSorted()).toEqual(named(light).toSorted());
  expect(svg, 'it asks nobody for anything').not.toMatch(/(?:href|src|url)\s*[=(]\s*["']?http/);
});
