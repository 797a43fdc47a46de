import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../../drivers/chromium/find.js';
import { openHttpDriver } from '../../../../drivers/http/driver.js';
import type { Driver } from '../../../../protocol/driver.js';
import type { Exchange } from '../../../../protocol/exchange.js';
import { dropWords, foldedCookies, lostWords } from '../../../../protocol/http/dropped-cookie.js';
import type { DropReason } from '../../../../protocol/http/dropped-cookie.js';
import {
  openScene,
  redirect,
  callbackUrl,
  someToken,
  visitOf,
} from '../../harness/browser-setup.js';

/** Fields, and the reason for which browsers do not keep the cookie; undefined where they do. */
const rows: readonly (readonly [field: string, reason: string | undefined])[] = [
  [`a1=${'x'.repeat(4_094)}; Path=/`, undefined],
  [`a2=${'x'.repeat(4_095)}; Path=/`, 'too-large'],
  [`a3=${'x'.repeat(4_428)}; Path=/`, 'too-large'],
  [`a4=1; Path=/${'x'.repeat(1_100)}`, undefined],
  [`a5=1; Path=/; Domain=${'x'.repeat(1_100)}.com`, undefined],
  ['__Host-b1=1; Path=/; Secure', undefined],
  ['__Host-b2=1; Secure', 'host-prefix'],
  ['__Secure-b3=1; Path=/; Secure', undefined],
  ['__secure-b4=1; Path=/', 'secure-prefix'],
  ['__Host-b5', 'host-prefix'],
  ['c1=1; Path=/; SameSite=None', 'same-site-none'],
  ['c2=1; Path=/; SameSite=None; Secure', undefined],
  ['c3=1; Path=/; Secure', undefined],
  ['c4=1; Path=/; SameSite=Strict', undefined],
  ['d1=1; Path=/; Domain=foo.com', 'domain'],
  ['d2=1; Path=/; Domain=localhost', undefined],
  ['d3=1; Path=/; Domain=sub.localhost', 'domain'],
  ['d4=1; Path=/; Domain=.localhost', undefined],
  ['d5=1; Path=/; Domain=', undefined],
  ['=', 'malformed'],
  ['e1', undefined],
  ['e2=a\tb; Path=/', 'malformed'],
  ['f1=1; Max-Age=0; Path=/', undefined],
];

const dropped = (exchange: Exchange): readonly unknown[] =>
  exchange.hops.flatMap(({ cookiesDropped = [] }) =>
    cookiesDropped.map(({ name, reason }) => [name, reason]),
  );

test('both drivers drop the cookies that browsers drop, and say why', async () => {
  const found = await findBrowser(process.env);
  if (found === undefined) throw new Error('No browser was found.');
  const scene = await openScene(found, () => ({
    '/all': (_request, response) => {
      response.setHeader(
        'set-cookie',
        rows.map(([field]) => field),
      );
      redirect(response, `${callbackUrl}#${someToken}`);
    },
  }));
  try {
    const target = scene.target('/all', { signIn: { how: 'none' } });
    const see = async (driver: Driver): Promise<{ drops: unknown; sent: unknown }> => {
      try {
        const first = await driver.visit(visitOf('first', 'return'));
        const second = await driver.visit(visitOf('second', 'return'));
        return { drops: dropped(first), sent: [...(second.hops[0]?.cookiesSent ?? [])].toSorted() };
      } finally {
        await driver.close();
      }
    };
    const wanted = rows.flatMap(([field, reason]) =>
      reason === undefined ? [] : [[/^[^=;]*(?==)/.exec(field)?.[0] ?? '', reason]],
    );
    const http = await see(await openHttpDriver(target, { version: '0.0.0' }));
    const browser = await see(await scene.open(target));
    expect(browser.drops).toEqual(wanted);
    expect(http.drops).toEqual(wanted);
    expect(http.sent).toEqual(browser.sent);
  } finally {
    await scene.close();
  }
});

test('what went lost behind a comma is named, and a date or a text with a comma is none', () => {
  const names = (field: string): readonly string[] => foldedCookies(field).map(({ name }) => name);
  expect(names('theme=dark; Path=/; HttpOnly, sid=abc; Path=/; HttpOnly')).toEqual(['sid']);
  expect(names('theme=dark, sid=abc; Path=/; HttpOnly')).toEqual(['sid']);
  expect(names('a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2; Path=/')).toEqual(['b']);
  expect(names('a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/; Secure')).toEqual([]);
  expect(names('a={"x":1,"y":2}; Path=/; HttpOnly')).toEqual([]);
  expect(names('a=one, two and three; Path=/')).toEqual([]);
});

test('what is said of a dropped cookie names it and what to set', () => {
  expect(dropWords({ name: 'sid', reason: 'too-large', octets: 4_430 }, 'clause')).toBe(
    'browsers drop the cookie "sid", whose name and value hold 4,430 octets: keep it to 4,096, for one by keeping the session on the server',
  );
});

test('words about a lost cookie begin as their place asks, whatever became of it', () => {
  const reasons: readonly DropReason[] = [
    ...(['too-large', 'host-prefix', 'secure-prefix', 'same-site-none'] as const),
    ...(['secure-over-http', 'hides-secure', 'domain', 'folded', 'malformed', 'refused'] as const),
  ];
  for (const reason of reasons) {
    const [clause, sentence] = (['clause', 'sentence'] as const).map((place) =>
      dropWords({ name: 'Sid', reason }, place),
    );
    expect.soft(clause).toMatch(/^(?:browsers|the) [^]*the cookie "Sid"|^the cookie "Sid"/);
    expect.soft(sentence, reason).toMatch(/^(?:Browsers|The) /);
    expect.soft(sentence?.slice(1), reason).toBe(clause?.slice(1));
  }
  const twins = [{ cookiesSent: ['Sid', 'Sid'] }];
  expect(lostWords([], twins, 'sentence')).toMatch(/^Browsers send two cookies "Sid"/);
  expect(lostWords([], twins, 'clause')).toMatch(/^browsers send two cookies "Sid"/);
});
