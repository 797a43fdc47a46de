import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { createCertificate } from '../../../../mock-host/server/certificate.js';
import { listen } from '../../harness/routed-flow.js';

const docsOrigin = 'https://docs.foo.com';
const root = fileURLToPath(new URL('../../../../', import.meta.url));

test('a certificate that Node trusts and the browser does not leaves no green run', async () => {
  test.setTimeout(120_000);
  const { key, cert } = await createCertificate(['localhost']);
  const flow = await openReferenceFlow({ handshake: 'mintlify-authentication', docsOrigin });
  const server = createServer({ key: key.reveal(), cert }, (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const passed = ask(`${flow.origin}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  const folder = await mkdtemp(join(tmpdir(), 'untrusted-certificate-'));
  try {
    const port = await listen(server);
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, cert);
    const [{ username, password }] = flow.users;
    const env = {
      ...process.env,
      // The test runner forces colours.
      FORCE_COLOR: '',
      NODE_EXTRA_CA_CERTS: authority,
      DOCS_HANDSHAKE_KEY: flow.keys.own.publicPem,
      DOCS_HANDSHAKE_USERNAME: username,
      DOCS_HANDSHAKE_PASSWORD: password.reveal(),
    };
    const loginUrl = flow.loginUrl.replace(flow.origin, `https://localhost:${port}`);
    const words = ['check', loginUrl, '--docs-origin', docsOrigin, '--sign-in', 'form'];
    const more = ['--only', 'callback-reached', '--report', 'terminal'];
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli.ts', ...words, ...more], {
      cwd: root,
      env,
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    const text = said.replace(/\s+/g, ' ');
    expect(code, said).toBe(3);
    expect(text).toMatch(
      /Plain HTTP got in, and the browser did not\. The certificate of localhost/,
    );
    expect(text).toMatch(/Seen by plain HTTP \(a browser saw nothing\)/);
    expect(text).toMatch(/The login flow could not be judged in full\./);
    expect(text).not.toMatch(/✓ .* conforms/);
  } finally {
    server.closeAllConnections();
    server.close();
    await flow.close();
    await rm(folder, { recursive: true });
  }
});
