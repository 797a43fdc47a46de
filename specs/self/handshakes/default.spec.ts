import { expect, test } from '@playwright/test';
import { configurationFrom } from '../../../configuration/configure.js';
import { chooseHandshake } from '../../../configuration/selection.js';
import { defaultHandshake, handshakes, inOrder } from '../../../handshakes/registry.js';

test('the default handshake is named, wherever it stands among the others', async () => {
  const known = await handshakes();
  const [first] = known;
  if (first === undefined) throw new Error('There is no handshake.');
  const planted = { ...first, facts: { ...first.facts, id: 'aaa-test' } };
  for (const all of [[planted, ...known], known.toReversed(), [...known, planted].toReversed()]) {
    expect(chooseHandshake(all, undefined).facts.id).toBe(defaultHandshake);
    const settings = { loginUrl: 'http://127.0.0.1:1/login' };
    const configuration = await configurationFrom(settings, {
      env: {},
      cwd: process.cwd(),
      handshakes: all,
    });
    expect(configuration.handshake.facts.id).toBe(defaultHandshake);
  }
  expect(chooseHandshake([planted, ...known], 'aaa-test')).toBe(planted);
});

test('lists begin with the default handshake and go on by name', async () => {
  const ids = (await handshakes()).map(({ facts }) => facts.id);
  expect(inOrder(['aaa-test', ...ids].toReversed())).toEqual([
    defaultHandshake,
    'aaa-test',
    ...ids.filter((id) => id !== defaultHandshake),
  ]);
});
