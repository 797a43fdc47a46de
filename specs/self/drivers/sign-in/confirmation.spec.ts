import { expect, test } from '@playwright/test';
import { asksToConfirm, confirmationOn } from '../../../../drivers/sign-in/confirmation.js';
import { readPage } from '../../../../drivers/sign-in/page.js';
import { lastAnswerAt, signInAt } from '../../../../handshakes/shared/submission.js';
import {
  callback,
  driving,
  go,
  page,
  targetFor,
  user,
  visitOf,
  withFlow,
} from '../../harness/routed-flow.js';
import type { Route } from '../../harness/routed-flow.js';
import { sentenceOf } from '../../../../protocol/stop.js';

const post = (inside: string, more = ''): string => `<form method="post"${more}>${inside}</form>`;
const allow = '<button name="d" value="allow">Allow</button>';
const long = `<p>${'What the documentation may know. '.repeat(60)}</p>`;
const nav = '<nav><a href="/projects">Projects</a></nav>';

/** A page after the password, and the button that is pressed on it; “a person” where it is left to one, “the end” where the flow ends there. */
const rows: readonly (readonly [html: string, pressed: string])[] = [
  [`<h1>Acme Docs wants to access your account</h1>${long}${post(allow)}`, 'Allow'],
  [post(`<button name="d" value="deny">Deny</button>${allow}`), 'Allow'],
  [post('<button name="confirm" value="no">Nein</button><button>Zulassen</button>'), 'Zulassen'],
  [post('<button>Refuser</button><button>Autoriser</button>'), 'Autoriser'],
  [post('<button>Denegar</button><button>Permitir</button>'), 'Permitir'],
  [post('<button>拒否</button><button>許可する</button>'), '許可する'],
  [post('<button>Отклонить</button><button>Разрешить</button>'), 'Разрешить'],
  [`<p>Stay signed in?</p>${post('<button>No</button><button>Yes</button>')}`, 'Yes'],
  [post(allow) + post('<button>Deny</button>', ' action="/deny"'), 'Allow'],
  [post(allow) + post('<button>Log out</button>', ' action="/logout"'), 'Allow'],
  [
    post(
      `<input type="hidden" name="x" value="1"><input type="checkbox" name="r" checked>${allow}`,
    ),
    'Allow',
  ],
  [
    post(`<input type="radio" name="t" value="1" checked><input type="radio" name="t">${allow}`),
    'Allow',
  ],
  [`<form><input type="search" name="q"></form>${nav}${post(allow)}`, 'Allow'],
  [post('<input type="submit" value="Continue">'), 'Continue'],
  [`<title>Authorize</title>${post('<button>Συνέχεια</button>')}`, 'Συνέχεια'],
  [post('<button aria-label="Accept">✓</button>'), '✓'],
  // Two that lead on, or something that waits for somebody.
  [post('<button>Yes, trust</button><button>Later</button>'), 'a person'],
  [post(`<input type="checkbox" name="terms">${allow}`), 'a person'],
  [post(`<input name="device">${allow}`), 'a person'],
  [post(`<select name="tenant"><option>a</option></select>${allow}`), 'a person'],
  [
    post(`<input type="radio" name="t" value="1"><input type="radio" name="t">${allow}`),
    'a person',
  ],
  [
    post(
      '<input type="password" name="new"><input type="password" name="again"><button>Save</button>',
    ),
    'a person',
  ],
  // What costs money or takes something away.
  [`<h1>Your plan</h1>${post('<button>Pay now</button>')}`, 'a person'],
  [`<h1>Confirm your order</h1>${post('<button>Continue</button>')}`, 'a person'],
  [`<p>12 months for 99 €</p>${post('<button>Continue</button>')}`, 'a person'],
  [`<h1>Delete your account?</h1>${post('<button>Yes</button>')}`, 'a person'],
  [post('<button>Zahlungspflichtig bestellen</button>'), 'a person'],
  // A page of the product is where the flow ends.
  [`<h1>Dashboard</h1>${post('<button>Log out</button>', ' action="/logout"')}`, 'the end'],
  [`<h1>Dashboard</h1>${nav}${post('<button>New project</button>')}`, 'the end'],
  [`<h1>Dashboard</h1>${long}${post('<button>Create report</button>')}`, 'the end'],
  [`<h1>Welcome</h1><p>You are signed in.</p>`, 'the end'],
];

test('what is confirmed after a password, and what is not', async () => {
  for (const [html, pressed] of rows) {
    const read = await readPage(`<!doctype html>${html}`, 'https://login.foo.test/next');
    const button = confirmationOn(read)?.button;
    const found = button?.label ?? (asksToConfirm(read) ? 'a person' : 'the end');
    expect.soft(found, html).toBe(pressed);
  }
});

const signIn = page(
  '<form method=post action=/in><input name=user><input type=password name=pw></form>',
);

test('a confirmation is sent where it belongs, and once for each page', async () => {
  const routes: Readonly<Record<string, Route>> = {
    'GET /login': signIn,
    'POST /in': go('/consent', 303),
    'GET /consent': page(
      `<form method=post action=/agreed><input type=hidden name=csrf value=0123456789abcdef>${allow}</form>`,
    ),
    'POST /agreed': go(callback, 303),
  };
  await withFlow(routes, async (origin, heard) => {
    const target = targetFor(`${origin}/login`, { signIn: { how: 'form' }, user });
    await driving(target, async (driver) => {
      const exchange = await driver.visit(visitOf('sign-in'));
      expect(exchange.stop.code).toBe('callback');
      expect(exchange.signIns).toBe(1);
      expect(exchange.hops.map(({ submission }) => submission)).toEqual([
        undefined,
        'sign-in',
        undefined,
        'confirmation',
      ]);
      expect(heard.at(-1)?.body).toBe('csrf=0123456789abcdef&d=allow');
      expect([signInAt(exchange), lastAnswerAt(exchange)]).toEqual([1, 3]);
    });
  });
});

test('nothing is confirmed on an origin that was not named, nor for ever', async () => {
  const agreed = `<form method=post action=/again>${allow}</form>`;
  await withFlow(
    { 'GET /consent': page(agreed), 'POST /again': go(callback, 303) },
    async (provider, heardThere) => {
      const routes: Readonly<Record<string, Route>> = {
        'GET /login': signIn,
        'POST /in': go(`${provider}/consent`, 303),
        'GET /for-ever': signIn,
        'POST /again': page(agreed),
      };
      await withFlow(routes, async (origin, heard) => {
        const target = targetFor(`${origin}/login`, { signIn: { how: 'form' }, user });
        await driving(target, async (driver) => {
          const { stop } = await driver.visit(visitOf('sign-in'));
          expect(stop.code).toBe('no-form');
          expect(sentenceOf(stop)).toContain('give --sign-in <file.ts>');
          expect(heardThere.some(({ method }) => method === 'POST')).toBe(false);
        });
        await driving({ ...target, signInOrigins: [provider] }, async (driver) => {
          expect((await driver.visit(visitOf('sign-in'))).stop.code).toBe('callback');
        });
        const again = { ...routes, 'POST /in': page(agreed) };
        await withFlow(again, async (circle, heardAgain) => {
          const forEver = targetFor(`${circle}/login`, { signIn: { how: 'form' }, user });
          await driving(forEver, async (driver) => {
            expect((await driver.visit(visitOf('sign-in'))).stop.code).toBe('no-form');
            const posts = heardAgain.filter(({ path }) => path === '/again');
            expect(posts).toHaveLength(3);
          });
        });
        expect(heard.length).toBeGreaterThan(0);
      });
    },
  );
});
