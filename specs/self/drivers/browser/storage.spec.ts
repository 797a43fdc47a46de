import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../../drivers/chromium/find.js';
import { callbackUrl, html, openScene, someToken, visitOf } from '../../harness/browser-setup.js';

const opened = `const opened = (then) => {
  const asked = indexedDB.open('login', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('session');
  asked.onsuccess = () => then(asked.result);
};
const goOn = () => location.replace(${JSON.stringify(`${callbackUrl}#${someToken}`)});`;

/** Shows the form unless the database knows the reader, and turns the number in it with every visit. */
const login = `<div id="app"></div><script>${opened}
opened((db) => {
  const store = db.transaction('session', 'readwrite').objectStore('session');
  const read = store.get('turn');
  read.onsuccess = () => {
    if (read.result === undefined) {
      document.getElementById('app').innerHTML = '<form method="post"><input name="user"><input type="password" name="pw"><button>Go</button></form>';
      return;
    }
    store.put(read.result + 1, 'turn').onsuccess = () => fetch('/turn?' + read.result).then(goOn);
  };
});</script>`;
const signedIn = `<script>${opened}
opened((db) => {
  const put = db.transaction('session', 'readwrite').objectStore('session').put(1, 'turn');
  put.transaction.oncomplete = goOn;
});</script>`;

test('what a login flow keeps in IndexedDB is there at the next visit, as the last one left it', async () => {
  const found = await findBrowser(process.env);
  if (found === undefined) throw new Error('No browser was found.');
  const turns: string[] = [];
  const scene = await openScene(found, () => ({
    '/login': (request, response) => {
      request.resume();
      html(response, request.method === 'POST' ? signedIn : login);
    },
    '/turn': (_request, response, url) => {
      turns.push(url.search);
      response.end();
    },
  }));
  const driver = await scene.open(scene.target('/login'));
  try {
    const first = await driver.visit(visitOf('sign-in', 'sign-in'));
    expect([first.stop.code, first.signIns]).toEqual(['callback', 1]);
    for (const name of ['one', 'two']) {
      const back = await driver.visit(visitOf(name, 'return'));
      expect([back.stop.code, back.signIns]).toEqual(['callback', 0]);
    }
    const home = await driver.visit({
      name: 'home',
      title: 'home',
      kind: 'return-in-same-browser',
      drivers: ['browser'],
    });
    expect([home.stop.code, home.signIns]).toEqual(['callback', 0]);
    expect(turns.slice(0, 2)).toEqual(['?1', '?2']);
  } finally {
    await driver.close();
    await scene.close();
  }
});
