import { expect, test } from '@playwright/test';
import { openHttpDriver } from '../../drivers/http.js';
import { signInPages } from '../../fixtures/sign-in-pages.js';
import { openSignInPages } from '../../fixtures/sign-in-pages-server.js';
import type { Visit } from '../../protocol/visit.js';

const visit: Visit = {
  name: 'sign-in',
  title: 'signs in',
  session: 'signing-in',
  honest: true,
  drivers: ['http'],
};

test('signs in on every kind of page that has a form, over HTTP', async () => {
  const docsOrigin = 'https://docs.foo.test';
  const server = await openSignInPages(docsOrigin);
  try {
    for (const page of signInPages) {
      const driver = await openHttpDriver(
        {
          loginUrl: `${server.origin}/${page.name}`,
          docsOrigin,
          docsPath: '',
          signIn: { how: 'form' },
          user: server.user,
          signInOrigins: [],
          headers: [],
          cookies: [],
          timeoutMs: 10_000,
        },
        { version: '0' },
      );
      try {
        const { stop } = await driver.visit(visit);
        const seen = `${page.name}: ${stop.sentence} ${server.complaints.join('; ')}`;
        expect.soft(stop.code, seen).toBe(page.ends);
      } finally {
        await driver.close();
      }
    }
  } finally {
    await server.close();
  }
});
