import { expect, test } from '@playwright/test';
import { importSPKI, jwtVerify } from 'jose';
import { honestFlows } from '../../fixtures/honest/flows.js';
import { algorithmOf } from '../../fixtures/keys.js';
import { flowVisitor, handedOver, hiddenFields } from './flow-visitor.js';

const docsOrigin = 'https://docs.foo.test';
const anyPage = '/docs/a b?x=1&y=2#st&p';

/** The address that a response sends on to, by redirect, script or meta refresh, its token cut out. */
async function sentOn(response: Response): Promise<{ url: string; token: string }> {
  if (response.headers.has('location')) return handedOver(response);
  const page = await response.text();
  const found =
    /location\.replace\("([^"]+)"\)/.exec(page) ?? /content="0; url=([^"]+)"/.exec(page);
  const location = (found?.[1] ?? '').replaceAll('&#38;', '&');
  return handedOver(new Response(null, { headers: { location } }));
}

test('honest flows have names of their own', () => {
  const names = honestFlows.map((flow) => flow.name);
  expect(new Set(names).size).toBe(names.length);
});

for (const honest of honestFlows) {
  test(`${honest.name}: signs in, hands over and verifies`, async () => {
    for (const handshake of honest.handshakes) {
      const authentication = handshake === 'mintlify-authentication';
      const wayBack = honest.knownPage ?? anyPage;
      const docsPath = authentication || honest.knownPage !== undefined ? '' : '/docs';
      const flow = await honest.open({ handshake, docsOrigin, docsPath });
      try {
        const [user] = flow.users;
        const visitor = flowVisitor(honest.given);
        const loginUrl = `${flow.loginUrl}?redirect=${encodeURIComponent(wayBack)}`;
        let page = await visitor.get(loginUrl);
        for (let hops = 0; page.headers.has('location') && hops < 5; hops += 1) {
          page = await visitor.get(new URL(page.headers.get('location') ?? '', page.url).href);
        }
        expect(page.status).toBe(200);
        const hidden = hiddenFields(await page.clone().text());
        expect(hidden['next']).toBe(wayBack);
        // A form that must not come back at once.
        const long = hidden['shown'] === undefined ? {} : { shown: '0' };
        const wrong = await visitor.signIn(page.url, user, { ...long, password: 'wrong' });
        expect(wrong.status).toBe(401);
        const foreign = await flowVisitor(honest.given).get(page.url);
        expect(foreign.status, 'nobody is signed in').toBe(200);

        const sent = honest.sends?.(user.password.reveal()) ?? user.password.reveal();
        const agreed = async (response: Response, at: string): Promise<Response> =>
          honest.asksConsent ? visitor.signIn(at, user, { decision: 'allow' }) : response;
        const signedIn = await visitor.signIn(page.url, user, { ...long, password: sent });
        const asked = new URL(signedIn.headers.get('location') ?? '', page.url).href;
        const first = await sentOn(await agreed(signedIn, asked));
        const again = honest.keepsSession
          ? [await sentOn(await agreed(await visitor.get(page.url), page.url))]
          : [];
        const key = await importSPKI(flow.keys.own.publicPem, algorithmOf(handshake));
        for (const { url, token } of [first, ...again]) {
          const seen = new URL(url);
          expect(seen.origin).toBe(docsOrigin);
          if (authentication) {
            expect(seen.pathname).toBe('/login/jwt-callback');
            const spelled = honest.declares.includes('redirect-exact');
            expect(seen.searchParams.get('redirect')).toBe(
              spelled ? wayBack.replace(' ', '%20') : wayBack,
            );
            expect(seen.hash).toBe('#JWT');
          } else if (honest.knownPage !== undefined) {
            expect(url).toBe(`${docsOrigin}${honest.knownPage}#JWT`);
          } else if (honest.declares.includes('page-preserved')) {
            expect(url).toBe(`${docsOrigin}/docs#JWT`);
          } else {
            expect(url).toBe(`${docsOrigin}/docs/a%20b?x=1&y=2#jwt=JWT&anchor=st%26p`);
          }
          const { payload } = await jwtVerify(token, key);
          expect(payload['host']).toBe(authentication ? 'docs.foo.test' : undefined);
        }
      } finally {
        await flow.close();
      }
    }
  });
}
