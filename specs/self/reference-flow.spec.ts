import { expect, test } from '@playwright/test';
import { importSPKI, jwtVerify } from 'jose';
import { algorithmOf } from '../../fixtures/keys.js';
import type { FixtureHandshake } from '../../fixtures/keys.js';
import { openReferenceFlow } from '../../fixtures/reference-flow.js';
import type { ReferenceFlow, ReferenceFlowOptions } from '../../fixtures/reference-flow.js';
import type { Mutant } from '../../protocol/plan.js';
import { flowVisitor, handedOver, hiddenFields } from './flow-visitor.js';

const docsOrigin = 'https://docs.foo.test';
const callback = `${docsOrigin}/login/jwt-callback`;
const handshakes: readonly FixtureHandshake[] = [
  'mintlify-authentication',
  'mintlify-personalization',
];
const openDoor: Mutant = { name: 'open-door', change: () => ({ requiresSignIn: () => false }) };

async function withFlow(
  options: Partial<ReferenceFlowOptions>,
  use: (flow: ReferenceFlow) => Promise<void>,
): Promise<void> {
  const flow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin,
    ...options,
  });
  try {
    await use(flow);
  } finally {
    await flow.close();
  }
}

for (const handshake of handshakes) {
  test(`${handshake}: signs in, hands over and verifies`, async () => {
    await withFlow({ handshake }, async (flow) => {
      const isAuthentication = handshake === 'mintlify-authentication';
      const root = isAuthentication ? callback : docsOrigin;
      const deep = isAuthentication ? `${callback}?redirect=%2Fa` : `${docsOrigin}/a`;
      for (const [index, user] of flow.users.entries()) {
        const visitor = flowVisitor();
        const first = await visitor.signIn(flow.loginUrl, user);
        const again = await visitor.get(`${flow.loginUrl}?redirect=%2Fa`);
        for (const [response, url] of [
          [first, `${root}#JWT`],
          [again, `${deep}#JWT`],
        ] as const) {
          const seen = handedOver(response);
          expect(response.status).toBe(303);
          expect(response.headers.get('cache-control')).toBe('no-store');
          expect(await response.text()).toBe('');
          expect(seen.url).toBe(url);
          const algorithm = algorithmOf(handshake);
          const key = await importSPKI(flow.keys.own.publicPem, algorithm);
          const { payload, protectedHeader } = await jwtVerify(seen.token, key, {
            algorithms: [algorithm],
          });
          expect(protectedHeader).toEqual({ alg: algorithm });
          const { iat = 0, ...claims } = payload;
          expect(claims).toEqual({
            ...(isAuthentication ? { host: 'docs.foo.test' } : {}),
            expiresAt: iat + 1_209_600,
            exp: iat + 10,
            groups: user.groups,
            content: { firstName: user.firstName, lastName: user.lastName },
          });
          expect(Math.abs(iat - Date.now() / 1000), `user ${index}`).toBeLessThan(5);
        }
      }
    });
  });
}

test('takes the way back from the login link, whatever it holds', async () => {
  const rows: readonly (readonly [handshake: 0 | 1, query: string, url: string])[] = [
    [0, '', `${callback}#JWT`],
    [0, '?redirect=', `${callback}#JWT`],
    [
      0,
      '?redirect=%2Fa%20b%2Bc%3Fx%3D1%26y%3D2%23s',
      `${callback}?redirect=%2Fa%20b%2Bc%3Fx%3D1%26y%3D2%23s#JWT`,
    ],
    [0, '?redirect=/a+b', `${callback}?redirect=%2Fa%20b#JWT`],
    [0, '?redirect=/a&redirect=/b', `${callback}?redirect=%2Fa#JWT`],
    [0, '?redirect[]=/a', `${callback}#JWT`],
    [0, '?redirect=%', `${callback}#JWT`],
    [0, '?redirect=/100%', `${callback}?redirect=%2F100%25#JWT`],
    [0, '?redirect=/%FF', `${callback}?redirect=%2F%EF%BF%BD#JWT`],
    [0, `?redirect=/${'a'.repeat(8192)}`, `${callback}#JWT`],
    [0, '?redirect=//evil.example', `${callback}#JWT`],
    [0, '?redirect=/%5Cevil.example', `${callback}#JWT`],
    [0, '?redirect=https://evil.example', `${callback}#JWT`],
    [0, '?redirect=/a%0D%0ASet-Cookie:x=1', `${callback}#JWT`],
    [0, '?strange=1&redirect=/a', `${callback}?redirect=%2Fa#JWT`],
    [1, '?redirect=/docs/a?x=1', `${docsOrigin}/docs/a?x=1#JWT`],
    [1, '?redirect=/docs/a%23step-one', `${docsOrigin}/docs/a#jwt=JWT&anchor=step-one`],
    [1, '?redirect=/docs/a%23caf%C3%A9%26b', `${docsOrigin}/docs/a#jwt=JWT&anchor=caf%C3%A9%26b`],
    [1, '?redirect=/docs/a%23', `${docsOrigin}/docs/a#JWT`],
    [1, '?redirect=/docs/login/x', `${docsOrigin}/docs#JWT`],
    [1, '?redirect=/docs/../login/jwt-callback', `${docsOrigin}/docs#JWT`],
    [1, '?redirect=/elsewhere', `${docsOrigin}/docs#JWT`],
    [1, '?redirect=@evil.example', `${docsOrigin}/docs#JWT`],
    [1, '?redirect=.evil.example', `${docsOrigin}/docs#JWT`],
  ];
  for (const [index, handshake] of handshakes.entries()) {
    await withFlow({ handshake, docsPath: '/docs', mutant: openDoor }, async (flow) => {
      for (const [which, query, url] of rows) {
        if (which !== index) continue;
        const response = await flowVisitor().get(`${flow.loginUrl}${query}`);
        expect(handedOver(response).url, query).toBe(url);
      }
    });
  }
});

test('keeps the way back and the session through the form, in two tabs', async () => {
  await withFlow({}, async (flow) => {
    const [user, other] = flow.users;
    const visitor = flowVisitor();
    const wrong = await visitor.signIn(`${flow.loginUrl}?redirect=%2Fa%22%3C`, user, {
      password: 'wrong',
    });
    expect(wrong.status).toBe(401);
    const page = await wrong.text();
    expect(page).toContain('role="alert"');
    expect(hiddenFields(page)['return_to']).toBe('/a"<');
    expect(wrong.headers.getSetCookie(), 'a wrong password opens no session').toEqual([]);

    // The second tab's form is older than the sign-in of the first.
    const tab = hiddenFields(await (await visitor.get(`${flow.loginUrl}?redirect=%2Fb`)).text());
    const first = await visitor.signIn(`${flow.loginUrl}?redirect=%2Fa`, user);
    expect(first.headers.getSetCookie().join()).toMatch(
      /^\w+=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(handedOver(first).url).toBe(`${callback}?redirect=%2Fa#JWT`);
    const second = await visitor.signIn(flow.loginUrl, user, tab);
    expect(handedOver(second).url).toBe(`${callback}?redirect=%2Fb#JWT`);

    const strange = await flowVisitor().signIn(flow.loginUrl, other, { form_token: 'x' });
    expect(strange.status).toBe(403);
    expect(strange.headers.get('location')).toBeNull();
    const head = await fetch(flow.loginUrl, { method: 'HEAD' });
    expect(head.status).toBe(204);
  });
});

test('executes whatever a plan answers', async () => {
  const answers: readonly (readonly [
    mutant: Mutant,
    status: number,
    headers: readonly string[],
  ])[] = [
    [
      {
        name: 'two-locations',
        change: () => ({
          answer: () => ({
            status: 302,
            headers: [
              ['Location', '/a'],
              ['location', '/b'],
              ['X', '1'],
            ],
          }),
        }),
      },
      302,
      ['/a, /b', '1'],
    ],
    [
      {
        name: 'raw',
        change: () => ({
          answer: () => ({
            status: 0,
            headers: [],
            raw: 'HTTP/1.1 302 Found\r\nLocation: /r\r\nX: \xe9\r\nContent-Length: 0\r\n\r\n',
          }),
        }),
      },
      302,
      ['/r', '\xe9'],
    ],
    [{ name: 'throws', change: () => ({ callback: () => decodeURIComponent('%') }) }, 500, []],
    [
      {
        name: 'splits',
        change: () => ({ answer: () => ({ status: 302, headers: [['Location', '/a\r\nX: 1']] }) }),
      },
      500,
      [],
    ],
  ];
  for (const [mutant, status, headers] of answers) {
    const change: Mutant = {
      name: mutant.name,
      change: (honest) => ({ ...mutant.change(honest), requiresSignIn: () => false }),
    };
    await withFlow({ mutant: change }, async (flow) => {
      const response = await flowVisitor().get(flow.loginUrl);
      expect(response.status, mutant.name).toBe(status);
      const seen = ['location', 'x'].map((name) => response.headers.get(name));
      expect(seen.filter((value) => value !== null)).toEqual(headers);
      expect(await response.text()).toBe(status === 500 ? 'Something went wrong.' : '');
    });
  }
});
