import { expect, test } from '@playwright/test';

import type { Listed } from '../../harness/control-client.js';
import { playControlled } from '../../harness/control-client.js';
import { personalization } from '../../harness/mock-host-setup.js';
import { host, open, outcome, visitor } from '../../harness/mock-host-visitor.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

/** Faults on demand where the reader's browser judges the token. */

const browser = sharedBrowser();

test('a browser refuses a good token on demand, and the next one not', async () => {
  const played = await playControlled(personalization);
  const { page } = await visitor(browser());
  const bring = async (): Promise<string | null> => {
    await open(page, `${host(played)}/quickstart#${played.mint()}`);
    return outcome(page);
  };
  const rows = [
    [{ kind: 'refuse-token', as: 'expired' }, 'token-exp-future'],
    [{ kind: 'refuse-token', as: 'replay' }, 'replay'],
    [{ kind: 'rotate-key' }, 'token-signature'],
  ] as const;
  for (const [index, [wish, code]] of rows.entries()) {
    await played.call('POST', '/faults', wish);
    expect(await bring()).toBe(`refused:${code}`);
    const { body } = await played.call<Listed>('GET', '/handshakes?state=refused');
    expect(body.handshakes.at(-1)).toMatchObject({ code, faults: [`f${index + 1}`] });
    expect(body.handshakes.at(-1)).not.toHaveProperty('token');
    expect(await bring()).toBe('accepted');
  }
  await played.call('POST', '/faults', { kind: 'slow', ms: 1, times: 'until-cleared' });
  await played.call('PUT', '/clock', { offsetMs: 60_000 });
  expect(await bring()).toBe('refused:token-exp-future');
  await expect(page.getByRole('complementary', { name: 'On demand' })).toContainText(
    'The clock of this host was moved by +1 min.',
  );
  await page.screenshot({ path: test.info().outputPath('told.png') });
  await page.context().close();
  await played.host.close();
});
