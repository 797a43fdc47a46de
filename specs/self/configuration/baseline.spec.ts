import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { TestInfo } from '@playwright/test';
import { readBaseline, targetNames } from '../../../configuration/gate/baseline.js';
import { defaultHandshake, handshakes } from '../../../handshakes/registry.js';

const found = (await handshakes()).find(({ facts }) => facts.id === defaultHandshake);
if (found === undefined) throw new Error('There is no default handshake.');
const bounds = { handshake: found, today: '2026-11-29' };

const entry = {
  id: 'user-groups',
  target: 'http://localhost:3000/docs-login',
  handshake: defaultHandshake,
  reason: 'The old client sends text.',
  owner: 'team-login',
  expires: '2027-05-28',
};
const file = (...entries: readonly object[]): string => JSON.stringify({ entries });

/** Reads a file with this text in it; gives the entries that are about our target. */
async function read(content: string, info: TestInfo): Promise<readonly object[]> {
  const folder = info.outputPath();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'known.json'), content);
  return (await readBaseline('known.json', folder, bounds, [entry.target])).entries;
}

test('a baseline is read as it stands, a byte order mark before it or not', async ({}, info) => {
  const other = { ...entry, driver: 'browser', expires: '2020-01-01' };
  expect(await read(`\uFEFF${file(entry, other)}`, info)).toEqual([entry, other]);
  // Of another handshake and another target nothing is known here; an unknown id is for the run to say.
  const elsewhere = { ...entry, id: 'callback-reached', handshake: 'another-handshake' };
  const unknown = { ...entry, id: 'user-gruops' };
  const others = { ...entry, target: 'another' };
  expect(await read(file(elsewhere, unknown, others), info)).toEqual([unknown]);
});

const faults: readonly (readonly [content: string, says: RegExp])[] = [
  ['[', /--baseline known\.json: it is not valid JSON/],
  ['[]', /must be a JSON object with entries, a list/],
  ['{"entries": {}}', /with entries, a list/],
  ['{"entries": [], "more": 1}', /with entries, a list/],
  [file(['x']), /entry 1: id is empty|entry 1: it must be an object|is not known/],
  [file({ ...entry, reason: ' ' }), /entry 1, "user-groups": reason is empty: fill it in/],
  [file({ ...entry, owner: '' }), /owner is empty: fill it in/],
  [file({ ...entry, id: '' }), /entry 1: id is empty/],
  [file({ ...entry, target: 3 }), /target is empty/],
  [file({ ...entry, driver: 'both' }), /driver must be http or browser, or left out for both/],
  [file({ ...entry, expires: 'soon' }), /expires must be a day such as 2026-11-29, not "soon"/],
  [file({ ...entry, expires: '2027-02-30x' }), /expires must be a day/],
  [file({ ...entry, expires: '2027-05-29' }), /more than 180 days ahead/],
  [file({ ...entry, expire: '2027-01-01' }), /"expire" is not known\. Did you mean expires\?/],
  [file(entry, entry), /"user-groups" stands in it twice/],
  [file({ ...entry, id: 'callback-reached' }), /no login, so it is never accepted: take it out/],
  [file({ ...entry, id: 'token-signature' }), /never accepted/],
];

for (const [content, says] of faults) {
  test(`refused: ${content.slice(0, 60)} ${String(says).slice(1, 40)}`, async ({}, info) => {
    await expect(read(content, info)).rejects.toThrow(says);
  });
}

test('a target is named by what it is called, or by its login URL without query and fragment', () => {
  expect(targetNames('https://user@app.foo.com/login?tenant=a#b', 'app')).toEqual([
    'app',
    'https://app.foo.com/login',
  ]);
});

test('a login that lets it fall is no login: the same in every handshake', async () => {
  for (const { facts, requirements } of await handshakes()) {
    const [first, ...others] = requirements;
    expect(first?.essential, facts.id).toBe(true);
    expect(
      others.filter(({ essential }) => essential === true).map(({ level }) => level),
    ).not.toContain('info');
  }
});
