import { expect, test } from '@playwright/test';
import { fillForm } from '../../../../drivers/browser/form/form-filling.js';
import { readShownForm } from '../../../../drivers/browser/form/form-reader.js';
import { wanted } from '../../../../drivers/browser/form/shown-form.js';
import { openHttpDriver } from '../../../../drivers/http/driver.js';
import { openSignInPages } from '../../../../fixtures/targets/sign-in-pages-server.js';
import { facts } from '../../../../handshakes/mintlify-authentication/facts.js';
import { signInPages } from '../../../../fixtures/targets/sign-in-pages.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import type { Visit } from '../../../../protocol/visit.js';
import { launch } from '../../harness/mock-host-visitor.js';

const visit: Visit = {
  name: 'sign-in',
  title: 'signs in',
  kind: 'sign-in',
  drivers: ['http'],
};

test('signs in on every kind of page that has a form, over HTTP', async () => {
  const docsOrigin = 'https://docs.foo.test';
  const server = await openSignInPages(docsOrigin, facts);
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
        const seen = `${page.name}: ${sentenceOf(stop)} ${server.complaints.join('; ')}`;
        expect.soft(stop.code, seen).toBe(page.ends);
      } finally {
        await driver.close();
      }
    }
  } finally {
    await server.close();
  }
});

test('signs in on every kind of page that has a form, in a browser', async () => {
  const server = await openSignInPages('https://docs.foo.test', facts);
  const browser = await launch();
  if (browser === undefined) throw new Error('No browser was found.');
  const trusted = new Set([server.origin]);
  try {
    for (const { name, second } of signInPages.filter(({ ends }) => ends === 'callback')) {
      const page = await browser.newPage();
      page.setDefaultTimeout(10_000);
      await page.goto(`${server.origin}/${name}`);
      for (const kind of second === undefined
        ? (['any'] as const)
        : (['any', 'password'] as const)) {
        const asked = wanted(kind, server.user.username);
        const form = await (await page.waitForFunction(readShownForm, asked)).jsonValue();
        if (form === undefined) throw new Error(name);
        // The user's name has a letter that browsers do not take for an e-mail address.
        await page.evaluate(() => {
          for (const one of document.forms) one.noValidate = true;
        });
        const answer = page.waitForResponse((response) => response.request().method() === 'POST');
        await fillForm(page, form, server.user, trusted);
        const goesOn = second === undefined || kind === 'password';
        const said = `${name}: ${server.complaints.join('; ')}`;
        expect.soft((await answer).status(), said).toBe(goesOn ? 303 : 200);
      }
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
