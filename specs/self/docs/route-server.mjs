/**
 * Serves one route handler as the App Router of Next.js calls it: a web `Request` in, a web `Response` out,
 * at the path of its folder. `node route-server.mjs app/docs-login/route.ts`, with `PORT`.
 */
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [, , file = ''] = process.argv;
const route = await import(pathToFileURL(resolve(file)).href);
const path = file.replace(/^app/, '').replace(/\/route\.ts$/, '');
const port = Number(process.env.PORT);

async function answer(incoming) {
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`);
  const handler = url.pathname === path ? route[incoming.method ?? ''] : undefined;
  if (handler === undefined) return new Response(null, { status: 404 });
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at], incoming.rawHeaders[at + 1]);
  }
  const body = incoming.method === 'POST' ? { body: Readable.toWeb(incoming), duplex: 'half' } : {};
  return handler(new Request(url, { method: incoming.method, headers, ...body }));
}

const server = createServer((incoming, outgoing) => {
  answer(incoming)
    .then(async (response) => {
      const fields = [...response.headers].filter(([name]) => name !== 'set-cookie');
      for (const [name, value] of fields) outgoing.setHeader(name, value);
      const cookies = response.headers.getSetCookie();
      if (cookies.length > 0) outgoing.setHeader('Set-Cookie', cookies);
      outgoing.writeHead(response.status).end(Buffer.from(await response.arrayBuffer()));
    })
    .catch(() => outgoing.writeHead(500).end());
});
server.listen(port, '127.0.0.1');
