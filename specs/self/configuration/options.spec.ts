import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { optionsTable } from '../../../configuration/options/words.js';
import { allVariables, commands, options, optionsOf } from '../../../configuration/options.js';
import { settingsFromEnvironment } from '../../../configuration/settings.js';
import { argv, collectedIo } from '../harness/collected-io.js';

const kebab = (id: string): string => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const lists = { handshakes: ['first', 'second'], reports: ['terminal', 'json'] };

test('the table is sound: names follow one rule, and no command has two rows for one setting', () => {
  for (const row of options) {
    const { id, flag, kind, value } = row;
    if (flag !== undefined) {
      expect.soft(flag.replace('--no-', '--'), id).toBe(`--${kebab(id)}`);
      expect.soft(value === undefined, id).toBe(kind === 'switch');
      const own = row.variables ?? [
        `DOCS_HANDSHAKE_${kebab(id).replaceAll('-', '_').toUpperCase()}`,
      ];
      expect
        .soft(
          own.map((name) => name.replace(/_FILE$/, '')),
          id,
        )
        .toEqual([`DOCS_HANDSHAKE_${kebab(id).replaceAll('-', '_').toUpperCase()}`]);
    }
    if (kind === 'number') expect.soft(row.most, id).toBeGreaterThan(row.above ?? row.least ?? NaN);
  }
  for (const command of commands) {
    const ids = optionsOf(command).map(({ id }) => id);
    expect.soft(new Set(ids).size, command).toBe(ids.length);
  }
  expect(new Set(allVariables).size).toBe(allVariables.length);
});

test('help shows each option of the table and no other, and the parser takes it', async () => {
  for (const command of commands) {
    const io = collectedIo({ columns: 100 });
    expect(await main(argv(...command.split(' '), '--help'), io)).toBe(0);
    const shown = [...io.out().matchAll(/^ {2}(?:-h, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
    const known = optionsOf(command).flatMap(({ flag }) => flag ?? []);
    expect.soft(shown, command).toEqual([...known, '--help']);
    const flat = io.out().replace(/\s+/g, ' ');
    for (const { says, flag } of optionsOf(command)) {
      if (flag !== undefined) expect.soft(flat, `${command} ${flag}`).toContain(says);
    }
  }
});

test('each variable of check reaches its setting', () => {
  for (const row of optionsOf('check')) {
    if ((row.flag ?? row.argument) === undefined) continue;
    for (const name of row.variables ?? []) {
      const value = row.kind === 'switch' ? true : row.repeatable === true ? ['1'] : '1';
      expect.soft(settingsFromEnvironment({ [name]: ' 1' }), name).toEqual({
        [row.id]: value === '1' ? ' 1' : value,
      });
    }
  }
});

test('the table of the docs says of each option what help says, and its variables', () => {
  const check = optionsTable('check', lists);
  expect(check.slice(0, 2)).toEqual(['| option | variable | what it is |', '|---|---|---|']);
  for (const line of [
    '| `<login-url>` | `LOGIN_URL`, `DOCS_HANDSHAKE_LOGIN_URL` | the login URL, as the docs host knows it; or the URL of the session API that its pages ask |',
    '| `--handshake <id>` | `DOCS_HANDSHAKE_HANDSHAKE` | first (default) or second |',
    '| `--driver <name>` | `DOCS_HANDSHAKE_DRIVER` | auto (default), http, browser or both |',
    '| `--report <format>` |  | terminal (default) or json, =&lt;path&gt; for a file; github is on by itself in its CI, no-github switches it off; repeatable |',
    '|  | `DOCS_HANDSHAKE_TIMEOUT` | seconds to wait for one response; default 30 |',
  ]) {
    expect(check).toContain(line);
  }
  for (const command of commands) {
    const lines = optionsTable(command, lists);
    expect(lines).toHaveLength(optionsOf(command).length + 2);
    for (const line of lines) expect.soft(line.match(/(?<!\\)\|/g), line).toHaveLength(4);
  }
  // Options of serve have no variables.
  expect(optionsTable('serve', lists).join('\n')).not.toContain('DOCS_HANDSHAKE_HANDSHAKE');
});
