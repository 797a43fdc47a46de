import { expect, test } from '@playwright/test';
import { readShownForm } from '../../../../drivers/browser/form/form-reader.js';
import { wanted } from '../../../../drivers/browser/form/shown-form.js';
import { readPage } from '../../../../drivers/sign-in/page.js';
import { passwordFieldsOf } from '../../../../drivers/http/visit-log.js';
import type { Hop } from '../../../../protocol/exchange.js';
import { launch } from '../../harness/mock-host-visitor.js';

type State = Hop['passwordField'];

const value = 'Sommer-2024';
const form = (field: string, more = ''): string =>
  `<form method="post"><input name="user">${field}<button>Go</button></form>${more}`;
const filled = `<input type="password" name="p" value="${value}">`;
const clears = "document.querySelector('[type=password]').value = ''";

/** A sign-in page, and what its password field holds: as it is sent, and once its scripts have run. */
const rows: readonly (readonly [html: string, sent: State, shown: State])[] = [
  [form('<input type="password" name="p">'), 'empty', 'empty'],
  [form('<input type="password" name="p" value="">'), 'empty', 'empty'],
  [form(filled), 'prefilled', 'prefilled'],
  [form('<input type="password" name="p" value="••••••••">'), 'empty', 'empty'],
  [form('<input type="password" name="p" placeholder="Sommer-2024">'), 'empty', 'empty'],
  [form(filled, `<script>${clears}</script>`), 'unsure', 'empty'],
  [
    form(filled, `<script>addEventListener('load', () => { ${clears} })</script>`),
    'unsure',
    'empty',
  ],
  [form(filled, '<script>void 0</script>'), 'unsure', 'prefilled'],
  [
    form(
      `<p style="display:none"><input type="password" name="d" value="${value}"></p><input type="password" name="p">`,
    ),
    'empty',
    'empty',
  ],
  [
    form(
      `<p aria-hidden="true" style="position:absolute;left:-999px"><input type="password" name="d" value="${value}"></p><input type="password" name="p">`,
    ),
    'empty',
    'empty',
  ],
  [form(''), undefined, undefined],
  // Values that are no secret of a password field.
  [
    form(`<input type="hidden" name="t" value="${value}"><input type="password" name="p">`),
    'empty',
    'empty',
  ],
];

test('which password fields come with a value', async () => {
  const browser = await launch();
  if (browser === undefined) throw new Error('No browser was found.');
  try {
    const page = await browser.newPage();
    for (const [html, sent, shown] of rows) {
      const read = passwordFieldsOf(await readPage(html, 'https://login.foo.test/'));
      expect.soft(read.state, html).toBe(sent);
      expect
        .soft(read.values, html)
        .toEqual(
          html.includes(`"password" name="p" value="${value}"`) || html.includes('name="d"')
            ? [value]
            : [],
        );
      await page.setContent(`<!doctype html>${html}`);
      const found = await page.evaluate(readShownForm, wanted('any', 'ann'));
      expect.soft(found?.passwordField, html).toBe(shown);
    }
  } finally {
    await browser.close();
  }
});
