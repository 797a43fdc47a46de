import { expect, test } from '@playwright/test';
import { importSPKI, jwtVerify } from 'jose';
import { algorithmOf } from '../../fixtures/keys.js';
import type { FixtureHandshake } from '../../fixtures/keys.js';
import { openSeedFlow } from '../../fixtures/seed-flow.js';
import { flowVisitor, handedOver } from './flow-visitor.js';

const docsOrigin = 'https://docs.foo.test';
const rows: readonly (readonly [handshake: FixtureHandshake, url: string])[] = [
  ['mintlify-authentication', `${docsOrigin}/login/jwt-callback#JWT`],
  ['mintlify-personalization', `${docsOrigin}#JWT`],
];

test('the published samples serve: no way back, no host, no Cache-Control', async () => {
  for (const [handshake, url] of rows) {
    const flow = await openSeedFlow({ handshake, docsOrigin });
    try {
      const [user] = flow.users;
      const visitor = flowVisitor();
      const page = await visitor.get(flow.loginUrl);
      expect(page.status).toBe(200);
      await visitor.signIn(`${flow.loginUrl}?redirect=%2Fa`, user);
      const response = await visitor.get(`${flow.loginUrl}?redirect=%2Fa`);
      expect(response.status).toBe(302);
      expect(response.headers.get('cache-control')).toBeNull();
      const seen = handedOver(response);
      expect(seen.url).toBe(url);
      const key = await importSPKI(flow.keys.own.publicPem, algorithmOf(handshake));
      const { payload } = await jwtVerify(seen.token, key);
      expect(Object.keys(payload).sort()).toEqual(['content', 'exp', 'expiresAt', 'groups']);
      expect(payload['groups']).toEqual(user.groups);
      expect(payload['content']).toEqual({ firstName: user.firstName, lastName: user.lastName });
    } finally {
      await flow.close();
    }
  }
});
