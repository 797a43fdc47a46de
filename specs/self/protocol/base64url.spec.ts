import { expect, test } from '@playwright/test';

import { isCanonical } from '../../../protocol/jose/base64url.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test('canonical is what an encoder gives back, whatever stands last', () => {
  const starts = ['', 'A', '-_', 'eyJ', 'AAAA'];
  const others = ['=', '+', '/', '.', ' ', '\n', 'ä', ''];
  for (const start of starts) {
    for (const last of [...alphabet.split(''), ...others]) {
      const text = start + last;
      const again = Buffer.from(text, 'base64url').toString('base64url');
      const fits = /^[A-Za-z0-9_-]+$/.test(text) && !text.endsWith('\n') && again === text;
      expect(isCanonical(text), JSON.stringify(text)).toBe(fits);
    }
  }
});
