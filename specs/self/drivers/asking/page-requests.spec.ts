import type { ServerResponse } from 'node:http';
import { expect, test } from '@playwright/test';
import { anonymous, plain, signingIn } from '../../../../handshakes/shared/visits.js';
import type { BlockedCookie } from '../../../../protocol/http/cookie-block.js';
import type { Exchange } from '../../../../protocol/exchange.js';
import { sealAs } from '../../../../protocol/secrecy/sealed.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import {
  callOf,
  cookiesOf,
  foreign,
  forged,
  overHttp,
  sent,
  signedOut,
  withDashboard,
  withoutThirdParty,
  witnesses,
  inBrowser,
} from './scene.js';

const docs = { site: 'http://docs.foo.localhost:9', other: 'https://docs.acme.com' } as const;

/** Cookies of every kind, as the answer to the password sets them. */
const kinds = [
  'lax=1; SameSite=Lax',
  'strict=1; SameSite=Strict',
  'unset=1',
  'none=1; SameSite=None; Secure',
  'below=1; Path=/elsewhere',
];
const everyKind = kinds.map((one) =>
  one.replace(/;|$/, '; Path=/;').replace('Path=/; Path=/elsewhere', 'Path=/elsewhere'),
);

for (const [name, witness] of witnesses) {
  test(`${name}: a page asks as pages of the same origin, of the same site and of another site do`, async () => {
    const rows = [
      ['same', 'same-origin', undefined],
      [docs.site, 'same-site', docs.site],
      [docs.other, 'cross-site', docs.other],
    ] as const;
    for (const [from, site, origin] of rows) {
      await withDashboard({}, from, async ({ target }) => {
        await witness(target, async (driver) => {
          const call = callOf(await driver.visit(anonymous));
          expect.soft(call.request.method).toBe('GET');
          expect.soft(sent(call, 'accept'), from).toBe('*/*');
          expect.soft(sent(call, 'sec-fetch-site'), from).toBe(site);
          expect.soft(sent(call, 'sec-fetch-mode'), from).toBe('cors');
          expect.soft(sent(call, 'sec-fetch-dest'), from).toBe('empty');
          expect.soft(sent(call, 'origin'), from).toBe(origin);
          expect.soft(sent(call, 'authorization'), from).toBeUndefined();
          expect.soft(call.page, from).toEqual({
            origin: target.docsOrigin,
            credentials: 'include',
          });
          if (site !== 'cross-site') {
            expect.soft(sent(call, 'referer'), from).toBe(`${target.docsOrigin}/`);
          }
          expect.soft(call.response?.status, from).toBe(401);
          expect.soft(call.readable, from).toBe(true);
        });
      });
    }
  });

  test(`${name}: cookies go along by SameSite, and what stays behind is named`, async () => {
    const attributes = 'Path=/; HttpOnly; SameSite=None; Secure';
    const routes = {
      'GET /home': (_request: unknown, response: ServerResponse) => {
        response
          .writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': everyKind })
          .end('<title>Home</title>');
      },
    };
    const blocked: readonly BlockedCookie[] = [
      { name: 'below', reason: 'path' },
      { name: 'lax', reason: 'same-site-lax' },
      { name: 'strict', reason: 'same-site-strict' },
      { name: 'unset', reason: 'same-site-unset' },
    ];
    for (const [from, went, stayed] of [
      [docs.site, ['lax', 'none', 'pre', 'session', 'strict', 'unset'], blocked.slice(0, 1)],
      [docs.other, ['none', 'session'], [...blocked, { name: 'pre', reason: 'same-site-unset' }]],
    ] as const) {
      await withDashboard(
        { attributes },
        from,
        async ({ target }) => {
          await witness(target, async (driver) => {
            const exchange = await driver.visit(signingIn);
            expect.soft(exchange.stop.code).toBe('signed-in');
            const call = callOf(exchange);
            expect.soft(cookiesOf(call).toSorted(), from).toEqual(went);
            const kept = (call.cookiesBlocked ?? []).filter(({ reason }) => reason !== 'path');
            const known = stayed.filter(({ reason }) => reason !== 'path');
            expect
              .soft(
                kept.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
                from,
              )
              .toEqual([...known].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
            expect.soft(call.response?.status, from).toBe(200);
          });
        },
        { routes },
      );
    }
  });

  test(`${name}: a cookie of a sibling host does not come, and is named`, async () => {
    await withDashboard({}, docs.site, async ({ target, at }) => {
      const elsewhere = { ...target, loginUrl: `${at('dash.foo.localhost')}/login` };
      await witness(elsewhere, async (driver) => {
        const call = callOf(await driver.visit(signingIn));
        expect(cookiesOf(call)).toEqual([]);
        expect(call.cookiesBlocked).toContainEqual({ name: 'session', reason: 'domain' });
        expect(call.response?.status).toBe(401);
      });
    });
  });

  test(`${name}: a reader signs in once, comes back with the session, and signs out`, async () => {
    await withDashboard({}, docs.site, async ({ target, heard }) => {
      await witness(target, async (driver) => {
        const first = await driver.visit(signingIn);
        expect(sentenceOf(first.stop)).toMatch(/^The reader is signed in: .*\/home answered 200/);
        expect(first.callback).toBeUndefined();
        const back = await driver.visit(plain);
        expect(back.hops).toEqual([]);
        expect(back.stop.code).toBe('asked');
        expect(callOf(back).response?.status).toBe(200);
        const out = await driver.visit(signedOut);
        expect(out.hops.map(({ url }) => new URL(url.reveal()).pathname)).toContain('/logout');
        expect(sentenceOf(out.stop)).toContain(
          `Then they signed out (${target.endpoints?.signOut}).`,
        );
        const call = callOf(out);
        expect(call.response?.status).toBe(401);
        // Over HTTP the cookies from before come along, in the browser what is left.
        expect(cookiesOf(call).includes('session')).toBe(name === 'http');
        expect(callOf(await driver.visit(plain)).response?.status).toBe(200);
      });
      expect(heard.filter(({ method }) => method === 'POST')).toHaveLength(2);
    });
  });

  test(`${name}: a sign-out that fails is the end, and nobody asks`, async () => {
    await withDashboard({}, docs.site, async ({ target }) => {
      const { session } = target.endpoints ?? { session: '' };
      const lost = { ...target, endpoints: { session, signOut: new URL('/gone', session).href } };
      await witness(lost, async (driver) => {
        const out = await driver.visit(signedOut);
        expect(out.calls).toBeUndefined();
        expect(sentenceOf(out.stop)).toMatch(
          /answered the sign-out with 404; correct --sign-out-url\.$/,
        );
      });
    });
  });

  test(`${name}: with a cookie and no page to sign in on there are calls alone`, async () => {
    await withDashboard({}, docs.other, async ({ target, heard }) => {
      const { session } = target.endpoints ?? { session: '' };
      const { user: _user, ...rest } = target;
      const given = {
        ...rest,
        loginUrl: session,
        endpoints: { session },
        signIn: { how: 'undeclared' },
        cookies: [['session', sealAs('given-0123456789')]],
        headers: [['X-Gateway', sealAs('let-me-in-0123')]],
      } as const;
      await witness(given, async (driver) => {
        const back = await driver.visit(plain);
        expect(back.stop.code).toBe('asked');
        expect(sent(callOf(back), 'cookie')).toBe('session=given-0123456789');
        const stranger = callOf(await driver.visit(anonymous));
        expect(sent(stranger, 'cookie')).toBeUndefined();
      });
      expect(heard.map(({ path }) => path)).toEqual(['/api/session', '/api/session']);
      expect(heard.map(({ headers }) => headers['x-gateway'])).toEqual([
        'let-me-in-0123',
        undefined,
      ]);
    });
  });

  test(`${name}: without a cookie and a page to sign in on no reader comes, and it says why`, async () => {
    await withDashboard({}, docs.site, async ({ target, heard }) => {
      const { session } = target.endpoints ?? { session: '' };
      const { user: _user, ...rest } = target;
      const nobody = {
        ...rest,
        loginUrl: session,
        endpoints: { session },
        signIn: { how: 'undeclared' },
      } as const;
      await witness(nobody, async (driver) => {
        const back = await driver.visit(plain);
        expect(sentenceOf(back.stop)).toBe(
          'Nobody signs in: give --sign-in-url with --username and --password, or --cookie.',
        );
      });
      expect(heard).toEqual([]);
    });
  });
}

test('http: a page of another origin asks with the cookies that browsers give it', async () => {
  await withDashboard({}, docs.site, async ({ target }) => {
    await overHttp(target, async (driver) => {
      await driver.visit(signingIn);
      const rows = [
        ['https://evil.example', 'cross-site', 'https://evil.example/', []],
        [
          'http://evil.foo.localhost',
          'same-site',
          'http://evil.foo.localhost/',
          ['pre', 'session'],
        ],
        ['null', 'cross-site', undefined, []],
      ] as const;
      for (const [pageOrigin, site, referer, cookies] of rows) {
        const exchange = await driver.visit({ ...foreign, pageOrigin });
        const call = callOf(exchange);
        expect.soft(sent(call, 'origin'), pageOrigin).toBe(pageOrigin);
        expect.soft(sent(call, 'sec-fetch-site'), pageOrigin).toBe(site);
        expect.soft(sent(call, 'referer'), pageOrigin).toBe(referer);
        expect.soft(cookiesOf(call), pageOrigin).toEqual(cookies);
        expect.soft(call.readable, pageOrigin).toBe(false);
        // Nobody is told to let a foreign page in.
        expect.soft(sentenceOf(exchange.stop), pageOrigin).not.toContain('set it to');
      }
    });
  });
});

test('http: forged cookies have the names of those that the sign-in left, or of those that were given', async () => {
  await withDashboard({}, docs.site, async ({ target }) => {
    await overHttp(target, async (driver) => {
      await driver.visit(signingIn);
      const value = 'made-up-0123456789';
      const call = callOf(await driver.visit(forged));
      expect(sent(call, 'cookie')).toBe(`pre=${value}; session=${value}`);
      expect(call.response?.status).toBe(401);
    });
    const given = { ...target, cookies: [['given', sealAs('abcdefgh-1234')]] } as const;
    await overHttp(given, async (driver) => {
      expect(sent(callOf(await driver.visit(forged)), 'cookie')).toBe('given=made-up-0123456789');
    });
  });
});

test('browser: third-party cookies are kept from the page, and the reason is named', async () => {
  await withDashboard(
    { attributes: 'Path=/; SameSite=None; Secure' },
    docs.other,
    async ({ target }) => {
      await inBrowser(target, async (driver) => {
        await driver.visit(signingIn);
        expect(cookiesOf(callOf(await driver.visit(plain)))).toEqual(['session']);
        const call = callOf(await driver.visit(withoutThirdParty));
        expect(cookiesOf(call)).toEqual([]);
        expect(call.cookiesBlocked).toContainEqual({ name: 'session', reason: 'third-party' });
      });
    },
  );
});

test('a session that the sign-out URL does not end is seen over HTTP', async () => {
  const routes = {
    'GET /logout': (_request: unknown, response: ServerResponse) => {
      response.writeHead(200, { 'Set-Cookie': 'session=; Max-Age=0; Path=/' }).end('bye');
    },
  };
  await withDashboard(
    {},
    docs.site,
    async ({ target }) => {
      await overHttp(target, async (driver) => {
        const out: Exchange = await driver.visit(signedOut);
        expect(callOf(out).response?.status).toBe(200);
      });
    },
    { routes },
  );
});
