/**
 * The floor of `serve`: a bare Express app with jose that makes the checks of a docs host (signature, algorithm, exp, host,
 * the form of the user, one use), keeps sessions and answers a page. Gets the path of a bench plan.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import express from 'express';
import { importSPKI, jwtVerify } from 'jose';

const { publicPem, page, schema } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const key = await importSPKI(publicPem, 'EdDSA');
const fits = new Ajv({ strict: false }).compile(schema);
const used = new Map();
const sessions = new Map();
const app = express();
app.disable('x-powered-by');

app.get('/quickstart', (request, response) => {
  const id = /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
  const session = sessions.get(id);
  if (session === undefined || session.endsAt < Date.now() / 1000) {
    response.redirect('/login?redirect=%2Fquickstart');
    return;
  }
  response.type('html').send(page.replace('{{name}}', String(session.user.content?.firstName)));
});
async function verify(request, response) {
  const token = String(request.body.fragment);
  const { payload } = await jwtVerify(token, key, { algorithms: ['EdDSA'] });
  const { host, exp = 0, expiresAt, ...user } = payload;
  const now = Date.now() / 1000;
  if (host !== 'localhost' || exp > now + 60 || !fits(user) || used.has(token)) {
    response.status(403).json({ outcome: 'refused' });
    return;
  }
  used.set(token, exp);
  for (const [old, end] of used) {
    if (end >= now) break;
    used.delete(old);
  }
  const id = randomBytes(32).toString('base64url');
  sessions.set(id, { user, endsAt: Number(expiresAt ?? now + 3600) });
  response.cookie('session', id, { httpOnly: true, sameSite: 'lax', path: '/' });
  response.json({ outcome: 'accepted', location: '/' });
}
app.post('/_docs-handshake/verify', express.json(), (request, response, next) => {
  verify(request, response).then(undefined, next);
});
app.listen(Number(process.argv[3]), '127.0.0.1');
