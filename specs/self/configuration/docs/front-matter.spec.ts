import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { parse } from 'yaml';

import { readFrontMatter } from '../../../../configuration/docs/front-matter.js';

const wanted = ['title', 'groups', 'public'] as const;

/** What the strict reader makes of a head: its values as JSON, or that it does not read it. */
function read(head: string): string {
  const { values, unread, problem } = readFrontMatter(`---\n${head}\n---\nText\n`, wanted);
  if (problem !== undefined) return `problem: ${problem}`;
  return unread.size > 0 ? `unread: ${[...unread.keys()].join()}` : JSON.stringify([...values]);
}

/** What a whole YAML parser makes of it. */
function readWhole(head: string): string {
  try {
    const value: unknown = parse(head, { logLevel: 'error' });
    const entries = Object.entries(Object(value) as Record<string, unknown>);
    return JSON.stringify(entries.filter(([name]) => wanted.some((each) => each === name)));
  } catch {
    return 'not YAML';
  }
}

test('front matter as people write it is read as YAML has it', () => {
  const rows: readonly (readonly [head: string, values: unknown])[] = [
    ['title: Quickstart', [['title', 'Quickstart']]],
    ['title: "Say \\"hi\\": now" # why', [['title', 'Say "hi": now']]],
    ["title: 'It''s Zoë’s'", [['title', "It's Zoë’s"]]],
    ['groups: ["admin", beta users]', [['groups', ['admin', 'beta users']]]],
    ['groups:\n  - admin\n  # and\n\n  - "a, b"', [['groups', ['admin', 'a, b']]]],
    [
      'groups:\n- a:b\npublic: true',
      [
        ['groups', ['a:b']],
        ['public', true],
      ],
    ],
    ['groups: []', [['groups', []]]],
    ['groups: admin', [['groups', 'admin']]],
    ['groups: [2024, true, null]', [['groups', [2024, true, null]]]],
    ['public: yes', [['public', 'yes']]],
    ['title:', [['title', null]]],
    ['icon: {a: [\n  b\n]}\ndescription: |\n  groups: [x]\n  ---x\ntitle: T', [['title', 'T']]],
    ['keywords: [\n  "a",\n]\ntitle: T', [['title', 'T']]],
  ];
  for (const [head, values] of rows) {
    expect.soft(read(head), head).toBe(JSON.stringify(values));
  }
});

test('what is more than the strict part of YAML is not guessed', () => {
  const rows: readonly (readonly [head: string, says: string])[] = [
    ['title: a: b', 'unread: title'],
    ['groups: {a: b}', 'unread: groups'],
    ['groups: [[a]]', 'unread: groups'],
    ['groups: ["a",\n  "b"]', 'unread: groups'],
    ['groups:\n  - a\n   - b', 'unread: groups'],
    ['groups: &x [a]', 'unread: groups'],
    ['public: !!bool true', 'unread: public'],
    ['title: a\n  b', 'unread: title'],
    ['title "a"', 'problem: line 2 is no "name: value"'],
    ['title: a\ngroups: [a]\ntitle: b', 'problem: title stands there twice'],
  ];
  for (const [head, says] of rows) expect.soft(read(head), head).toBe(says);
  const { problem, text } = readFrontMatter('---\ntitle: a\n\n# Text\n', wanted);
  expect([problem, text]).toEqual(['it has no closing ---', '']);
  expect(readFrontMatter('# Text\n---\n', wanted).text).toBe('# Text\n---\n');
});

test('whatever the strict reader reads, a whole YAML parser reads the same', ({}, info) => {
  const word = fc.stringMatching(/^[ab01 :#,\-[\]{}"'\\.~&*!|>%@`?]{0,9}$/);
  const name = fc.constantFrom('title', 'groups', 'public', 'other', ' title');
  const line = fc.oneof(
    fc.tuple(name, word).map(([of, value]) => `${of}: ${value}`),
    word.map((value) => `- ${value}`),
    word.map((value) => `  - ${value}`),
    fc
      .tuple(name, fc.array(word, { maxLength: 3 }))
      .map(([of, all]) => `${of}: [${all.join(', ')}]`),
    fc.constantFrom('groups:', 'title:', 'public: true', '# a', ''),
  );
  const seed = Date.now();
  info.annotations.push({ type: 'seed', description: String(seed) });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
      const head = lines.join('\n');
      const own = read(head);
      if (/^(?:unread|problem)/.test(own)) return;
      // Of what is no YAML at all, a page is at least not opened further than its words say.
      const whole = readWhole(head);
      if (whole !== 'not YAML') expect(own, head).toBe(whole);
    }),
    { seed, numRuns: 20_000 },
  );
});
