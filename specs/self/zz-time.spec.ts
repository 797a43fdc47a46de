import { test } from '@playwright/test';
import { findBrowser } from '../../drivers/find-browser.js';
import { openScene, visitOf, html, redirect, bodyOf, someToken, callbackUrl } from './browser-stand-in.js';
test('time', async () => {
  const found = (await findBrowser(process.env))!;
  const form = '<form method="post"><input name="email" type="email"><input name="pw" type="password"><button>Sign in</button></form>';
  const handOver = `${callbackUrl}#${someToken}`;
  const scene = await openScene(found, () => ({
    '/302': (_q, r) => redirect(r, handOver),
    '/form': async (q, r) => { if (q.method === 'GET') return html(r, form); await bodyOf(q); r.setHeader('set-cookie','sid=live-session-1'); redirect(r, handOver); },
    '/identifier': (_q, r) => html(r, '<form method="post" action="/form"><input name="user"><button>Next</button></form>'),
  }));
  for (const p of ['/302', '/form', '/identifier']) {
    const t = Date.now();
    const d = await scene.open(scene.target(p));
    console.log('open', Date.now() - t);
    for (let i = 0; i < 4; i++) { const t1 = Date.now(); const e = await d.visit(visitOf('v', i===3?'anonymous':'signing-in')); console.log(p, Date.now() - t1, e.durationMs, e.stop.code, e.hops.map(h=>[h.sentAtMs-e.startedAtMs,h.receivedAtMs-e.startedAtMs]).join(' | '), (e.callback?.arrivedAtMs??0)-e.startedAtMs); }
    await d.close();
  }
  await scene.close();
});
