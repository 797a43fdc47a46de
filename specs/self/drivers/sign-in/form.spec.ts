import { expect, test } from '@playwright/test';
import { asksToSignIn } from '../../../../drivers/sign-in/form.js';
import { readPage } from '../../../../drivers/sign-in/page.js';

const address = '<input type="email" name="email">';
const form = (button: string, field = address): string =>
  `<form method="post">${field}<button>${button}</button></form>`;

/** A page, and whether it asks who the visitor is. */
const rows: readonly (readonly [html: string, asks: boolean])[] = [
  ['<input type="password">', false],
  ['<form><input type="password" name="pw"></form>', true],
  [form('Next', '<input name="user">'), true],
  [form('Go', '<input name="q1" autocomplete="username">'), true],
  // An address alone: the page or its button must say what it is for.
  [`<title>Sign in</title>${form('→')}`, true],
  [form('Continue'), true],
  [form('Weiter'), true],
  [form('次へ'), true],
  [form('Войти'), true],
  [form('Se connecter', '<input name="x" autocomplete="email">'), true],
  [`<title>Dashboard</title>${form('Keep me posted')}`, false],
  [`<title>Welcome back</title>${form('Send')}`, false],
  [
    '<form method="post" class="newsletter"><input type="email" name="e"><button>Continue</button></form>',
    false,
  ],
  [`<form><input type="email" name="email"><button>Continue</button></form>`, false],
];

test('which pages ask who the visitor is', async () => {
  for (const [html, asks] of rows) {
    const page = await readPage(html, 'https://app.foo.com/login');
    expect.soft(asksToSignIn(page), html).toBe(asks);
  }
});
