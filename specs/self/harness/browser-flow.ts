import { test } from '@playwright/test';
import { findBrowser } from '../../../drivers/chromium/find.js';
import type { BrowserFound } from '../../../drivers/chromium/find.js';
import {
  bodyOf,
  callbackUrl,
  docsOrigin,
  html,
  openScene,
  redirect,
  someToken,
} from './browser-setup.js';
import type { Scene } from './browser-setup.js';

const form: string =
  '<form method="post"><input name="email" type="email"><input name="pw" type="password"><input type="hidden" name="csrf" value="hidden-value-1"><button>Sign in</button></form>';
/** Where this flow sends people, token and all. */
export const handOver: string = `${callbackUrl}?redirect=%2Fq#${someToken}`;

/** A login flow with one page for each way in which one can answer. */
const openFlow = (found: BrowserFound): Promise<Scene> =>
  openScene(found, (here) => ({
    '/form': async (request, response) => {
      if (/sid=live/.test(request.headers.cookie ?? '')) return redirect(response, handOver);
      if (request.method === 'GET') return html(response, form);
      const fields = new URLSearchParams(await bodyOf(request));
      const right =
        fields.get('pw') === 'correct horse+battery' && fields.get('csrf') === 'hidden-value-1';
      if (!right) return html(response, `<p role="alert">Wrong password</p>${form}`, 401);
      response.setHeader('set-cookie', [
        'sid=live-session-1; Path=/; HttpOnly; SameSite=Strict',
        'theme=dark',
      ]);
      redirect(response, handOver, 303);
    },
    '/csp': (request, response) => {
      if (request.method === 'POST') return redirect(response, handOver);
      response.setHeader('content-security-policy', "form-action 'self'");
      html(response, form);
    },
    '/sandbox': (_request, response) => {
      response.setHeader('content-security-policy', 'sandbox');
      html(response, form);
    },
    '/link': (_request, response) =>
      html(response, `<title>Continue</title><a href="${handOver}">To the docs</a>`),
    '/never-done': (_request, response) => html(response, `${form}<script>fetch('/hang')</script>`),
    '/strict': async (request, response) => {
      if (request.method === 'POST') return redirect(response, handOver);
      response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
      html(response, form);
    },
    '/identifier': (_request, response) =>
      html(
        response,
        '<form method="post" action="/password"><input name="user"><button>Next</button></form>',
      ),
    '/password': async (request, response) => {
      const fields = new URLSearchParams(await bodyOf(request));
      if (fields.get('pw') !== null) return redirect(response, handOver);
      html(
        response,
        '<form method="post"><input type="password" name="pw"><button>Go</button></form>',
      );
    },
    '/late-form': (_request, response) =>
      html(
        response,
        `<div id="app"></div><script>setTimeout(() => { document.getElementById('app').innerHTML = '<form><input name=user><input type=password id=p><button>Log in</button></form>'; document.forms[0].onsubmit = async (e) => { e.preventDefault(); const r = await fetch('/api', { method: 'POST', body: document.getElementById('p').value }); location.href = await r.text(); }; }, 700)</script>`,
      ),
    '/api': (_request, response) => void setTimeout(() => response.end(handOver), 600),
    '/302': (_request, response) => redirect(response, handOver),
    '/no-fragment': (_request, response) => redirect(response, callbackUrl),
    '/refuse': (_request, response) => redirect(response, `${docsOrigin}/refuse#${someToken}`),
    '/chain': (_request, response) => redirect(response, '/302'),
    '/slow-chain': (_request, response) => void setTimeout(() => redirect(response, '/302'), 1_500),
    '/script': (_request, response) =>
      html(response, `<script>location.href = ${JSON.stringify(handOver)}</script>`),
    '/fetch-then-script': (_request, response) =>
      html(
        response,
        `<script>setTimeout(() => fetch('/api').then((r) => r.text()).then((u) => location.replace(u)), 900)</script>`,
      ),
    '/handler': (_request, response) =>
      html(
        response,
        `<form method="post"><input type="password" name="pw"></form><img src="data:," onerror="setTimeout(() => location.replace(${JSON.stringify(handOver).replaceAll('"', "'")}), 300)">`,
      ),
    '/meta': (_request, response) =>
      html(response, `<meta http-equiv="refresh" content="0;url=${handOver}">`),
    '/refresh': (_request, response) => {
      response.setHeader('refresh', `3;url=${handOver}`);
      html(response, 'wait');
    },
    '/post-form': (_request, response) =>
      html(
        response,
        `<form method="post" action="${handOver}"></form><script>document.forms[0].submit()</script>`,
      ),
    '/evil': (_request, response) => redirect(response, `https://evil.example:8443/x#${someToken}`),
    '/evil-script': (_request, response) =>
      html(response, `<script>location.href='http://evil.example/y?t=${someToken}'</script>`),
    '/evil-empty': (_request, response) => redirect(response, 'https://evil.example/'),
    '/data': (_request, response) => redirect(response, `data:text/html,${someToken}`),
    '/utf8': (_request, response) =>
      redirect(response, Buffer.from(`${docsOrigin}/café#${someToken}`).toString('latin1')),
    '/dashboard': (_request, response) => html(response, '<title>Home</title>Welcome back'),
    '/app': (_request, response) => html(response, '<title>Home</title><script>1</script>Welcome'),
    '/forbidden': (_request, response) => html(response, 'no', 403),
    '/no-location': (_request, response) => void response.writeHead(302).end('x'),
    '/loop': (_request, response) => redirect(response, '/loop'),
    '/two': (request) =>
      void request.socket.end(
        'HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n',
      ),
    '/garbage': (request) => void request.socket.end('tra la la\r\n\r\n'),
    '/reset': (request) => void request.socket.destroy(),
    '/hang': () => undefined,
    '/foreign-form': (_request, response) =>
      html(
        response,
        form.replace('method="post"', 'method="post" action="http://idp.localhost:1/"'),
      ),
    '/to-sign-in': (_request, response) =>
      redirect(response, `http://127.0.0.1:${here().flow.port}/form`),
    '/get-form': (_request, response) => html(response, form.replace('method="post"', '')),
  }));

/** Opens the flow before the tests of a file and closes it after them. */
export function flowScene(): () => Scene {
  let scene: Scene | undefined;
  test.beforeAll(async () => {
    const found = await findBrowser(process.env);
    if (found === undefined) throw new Error('No browser was found.');
    scene = await openFlow(found);
  });
  test.afterAll(() => scene?.close());
  return () => {
    if (scene === undefined) throw new Error('The scene is open while tests run.');
    return scene;
  };
}
