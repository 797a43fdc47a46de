import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { argv, collectedIo } from '../harness/collected-io.js';

test('colours go to terminals, and elsewhere where they are forced; NO_COLOR beats all', async () => {
  const rows: readonly (readonly [
    env: Readonly<Record<string, string>>,
    terminal: boolean,
    coloured: boolean,
  ])[] = [
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: 'true' }, false, true],
    [{ FORCE_COLOR: '3', TERM: 'dumb' }, true, true],
    [{ FORCE_COLOR: '' }, false, false],
    [{ FORCE_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'false' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
  ];
  for (const [env, terminal, coloured] of rows) {
    const io = collectedIo({ env, terminal });
    expect(await main(argv('list'), io)).toBe(0);
    expect.soft(io.out().includes('\x1b['), JSON.stringify({ env, terminal })).toBe(coloured);
  }
});
