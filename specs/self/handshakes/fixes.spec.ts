import { expect, test } from '@playwright/test';

import { handshakes } from '../../../handshakes/registry.js';

test('a fix names a value, not how one language writes it', async () => {
  const languages =
    /Math\.|Date\.now|encodeURIComponent|URLSearchParams|\$\{|time\.time|JSON\.(?:parse|stringify)|await |=>/;
  for (const { requirements } of await handshakes()) {
    for (const { id, fix } of requirements) expect.soft(fix, id).not.toMatch(languages);
  }
});
