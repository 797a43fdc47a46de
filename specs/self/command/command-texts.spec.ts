import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { argv, collectedIo } from '../harness/collected-io.js';

test('help, version, and help for nothing said, on a terminal of any width', async () => {
  const rows: readonly (readonly [readonly string[], 0 | 2, 'out' | 'err', RegExp])[] = [
    [['--help'], 0, 'out', /^Usage: docs-handshake/],
    [['check', '--help'], 0, 'out', /^Usage: docs-handshake check\s+<login-url>/],
    [['check', '--help'], 0, 'out', /\nExample:\n {2}docs-handshake check [^]*\nEnvironment:\n/],
    [['demo', '--help'], 0, 'out', /^Usage: docs-handshake demo/],
    [['explain', '--help'], 0, 'out', /--verbose/],
    [['help', 'serve'], 0, 'out', /^Usage: docs-handshake serve/],
    [['keys', 'help', 'new'], 0, 'out', /^Usage: docs-handshake keys new/],
    [['--version'], 0, 'out', /^\d/],
    [[], 2, 'err', /^Usage: docs-handshake/],
    [['keys'], 2, 'err', /^Usage: docs-handshake keys/],
  ];
  for (const [words, code, where, says] of rows) {
    for (const columns of [40, 60, 80, 200]) {
      const io = collectedIo({ columns });
      expect(await main(argv(...words), io), words.join(' ')).toBe(code);
      expect(io[where](), words.join(' ')).toMatch(says);
      expect(io[where === 'out' ? 'err' : 'out']()).toBe('');
      const lengths = io[where]()
        .split('\n')
        .map((line) => line.length);
      expect(Math.max(...lengths), words.join(' ')).toBeLessThanOrEqual(Math.min(columns, 100));
    }
  }
});

test('list and explain print the catalogue from the declarations', async () => {
  const { handshakes } = await import('../../../handshakes/registry.js');
  const io = collectedIo();
  expect(await main(argv('list'), io)).toBe(0);
  for (const { facts, requirements } of await handshakes()) {
    expect(io.out()).toContain(facts.id);
    for (const row of requirements) {
      expect(io.out()).toContain(`  ${row.id} `);
      const one = collectedIo();
      expect(await main(argv('explain', row.id), one), row.id).toBe(0);
      const flat = one.out().replace(/\s+/g, ' ');
      for (const text of [row.title, row.why, row.fix, row.source.document]) {
        expect(flat, row.id).toContain(text.replace(/\s+/g, ' '));
      }
      for (const mutant of row.brokenBy) expect(flat).toContain(mutant.name);
    }
  }
});

test('explain names many visits by their families, and each where that is asked for', async () => {
  const rows: readonly (readonly [id: string, brief: RegExp, named: RegExp])[] = [
    [
      'redirect-stays-home',
      /Visits 25 in every run, 95 more with --intrusive: sign-in-absolute, .*, absolute 13, /,
      /hostile-front-page \(.*: the front page; with --intrusive\)/,
    ],
    ['users-kept-apart', /6 in every run, 20 more with --intrusive: .*, rush 20\./, /rush-20 \(/],
    ['wrong-password', /Visits wrong-password \(.*; with --intrusive\) /, /wrong-password \(/],
  ];
  for (const [id, brief, named] of rows) {
    const [short, long] = [collectedIo(), collectedIo()];
    await main(argv('explain', id), short);
    await main(argv('explain', id, '--verbose'), long);
    expect(short.out().split('\n').length, id).toBeLessThan(40);
    expect(short.out().replace(/\s+/g, ' ')).toMatch(brief);
    expect(long.out().replace(/\s+/g, ' ')).toMatch(named);
  }
});

test('explain --example shows what a report says of a broken flow', async () => {
  const io = collectedIo();
  expect(await main(argv('explain', 'callback-path', '--example'), io)).toBe(0);
  expect(io.out()).toMatch(/✗ callback-path \(must, over HTTP\)[\s\S]+Expected[\s\S]+Actual/);
});
