import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createSocketServer } from 'node:net';
import { expect, test } from '@playwright/test';
import { openHttpDriver } from '../../../../drivers/http/driver.js';
import type { StopCode } from '../../../../protocol/exchange.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import {
  docsOrigin,
  callback,
  listen,
  withFlow,
  targetFor,
  overHttp,
  visitOf,
  visitOnce,
} from '../../harness/routed-flow.js';

test('raw answers: status, raw head, Location octets, faults', async () => {
  const rows: readonly (readonly [
    name: string,
    bytes: string,
    stop: StopCode,
    url: string | undefined,
    rawHead: RegExp | undefined,
  ])[] = [
    [
      'plain',
      `302 Found\r\nLocation: ${docsOrigin}/x#t\r\n\r\n`,
      'callback',
      '/x#t',
      /x#t\r\n\r\n$/,
    ],
    [
      'two-locations',
      `302 F\r\nLocation: ${docsOrigin}/x#1\r\nLocation: ${docsOrigin}/y\r\n\r\n`,
      'callback',
      '/x#1',
      /\/y/,
    ],
    [
      'utf-8',
      `302 F\r\nLocation: ${docsOrigin}/caf\xc3\xa9\r\n\r\n`,
      'callback',
      '/caf%C3%A9',
      /\xc3\xa9/,
    ],
    ['latin1', `302 F\r\nLocation: ${docsOrigin}/caf\xe9\r\n\r\n`, 'callback', '/caf%E9', /\xe9/],
    [
      'injected-field',
      `302 F\r\nLocation: ${docsOrigin}/x\nX-Injected: 1\r\n\r\n`,
      'callback',
      '/x',
      /\nX-Injected: 1/,
    ],
    [
      'second-response',
      `302 F\r\nLocation: ${docsOrigin}/x\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`,
      'callback',
      '/x',
      /\r\n\r\nHTTP\/1\.1 200 OK/,
    ],
    [
      'own-body',
      `302 F\r\nLocation: ${docsOrigin}/x\r\nContent-Length: 3\r\n\r\nabc`,
      'callback',
      '/x',
      /3\r\n\r\n$/,
    ],
    [
      'early-hints',
      `103 Early\r\nLink: </a>\r\n\r\nHTTP/1.1 302 F\r\nLocation: ${docsOrigin}/x\r\n\r\n`,
      'callback',
      '/x',
      /^HTTP\/1\.1 302/,
    ],
    ['nul', `302 F\r\nLocation: ${docsOrigin}/x\0y\r\n\r\n`, 'callback', '/x%00y', /\0/],
    ['lone-cr', `302 F\r\nLocation: ${docsOrigin}/x\rX: 1\r\n\r\n`, 'garbage', undefined, /\rX: 1/],
    [
      '100-kb-header',
      `302 F\r\nX-Big: ${'a'.repeat(100_000)}\r\nLocation: ${docsOrigin}/x\r\n\r\n`,
      'callback',
      '/x',
      /\/x\r\n\r\n$/,
    ],
    [
      '3000-fields',
      `302 F\r\n${'X-A: 1\r\n'.repeat(3000)}Location: ${docsOrigin}/x\r\n\r\n`,
      'callback',
      '/x',
      /\/x/,
    ],
    [
      '300-kb-header',
      `302 F\r\nX-Big: ${'a'.repeat(300_000)}\r\n\r\n`,
      'garbage',
      undefined,
      undefined,
    ],
    ['no-location', '302 Found\r\nContent-Length: 0\r\n\r\n', 'bad-location', undefined, undefined],
    [
      'unresolvable',
      '302 Found\r\nLocation: http://[x\r\n\r\n',
      'bad-location',
      undefined,
      undefined,
    ],
    [
      'not-a-redirect',
      `300 Many\r\nLocation: ${docsOrigin}/x\r\nContent-Length: 0\r\n\r\n`,
      'page',
      undefined,
      undefined,
    ],
    [
      'cut-off',
      '200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\nabc',
      'unreachable',
      undefined,
      undefined,
    ],
    ['garbage', '', 'garbage', undefined, /hello/],
    ['closed', '', 'unreachable', undefined, undefined],
  ];
  const server = createSocketServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (data: Buffer) => {
      const name = /^GET \/([\w-]+)/.exec(data.toString('latin1'))?.[1] ?? '';
      const row = rows.find(([key]) => key === name);
      const text =
        name === 'garbage' ? 'hello\r\n\r\n' : name === 'closed' ? '' : `HTTP/1.1 ${row?.[1]}`;
      socket.end(Buffer.from(text, 'latin1'));
    });
  });
  const port = await listen(server);
  for (const [name, , stop, url, head] of rows) {
    const exchange = await visitOnce(
      targetFor(`http://127.0.0.1:${port}/${name}`),
      visitOf('return'),
    );
    expect.soft(exchange.stop.code, name).toBe(stop);
    expect.soft(exchange.callback?.url.reveal(), name).toBe(url && docsOrigin + url);
    if (head) expect.soft(exchange.hops[0]?.rawHead?.reveal() ?? '', name).toMatch(head);
    expect.soft(sentenceOf(exchange.stop), name).toMatch(/^\S.{20,}\.$/);
  }
  server.close();
});

test('faults of the network end a visit with a sentence', async () => {
  const closed = createSocketServer();
  const port = await listen(closed);
  await new Promise((resolve) => closed.close(resolve));
  const silent = createSocketServer(() => undefined);
  const hang = await listen(silent);
  const rows: readonly (readonly [url: string, StopCode, RegExp])[] = [
    [`http://127.0.0.1:${port}/`, 'unreachable', /refuses connections.*login URL/],
    ['http://nowhere.invalid/', 'unreachable', /nowhere\.invalid (?:does not resolve|could not)/],
    [`http://127.0.0.1:${hang}/`, 'timeout', /did not answer within 1 s/],
  ];
  for (const [url, code, sentence] of rows) {
    const exchange = await visitOnce(targetFor(url, { timeoutMs: 600 }), visitOf('return'));
    expect.soft(exchange.stop.code, url).toBe(code);
    expect.soft(sentenceOf(exchange.stop), url).toMatch(sentence);
    expect.soft(exchange.hops, url).toHaveLength(1);
  }
  silent.close();
  await withFlow({}, async (origin) => {
    const { stop } = await visitOnce(targetFor(origin.replace('http', 'https')), visitOf('return'));
    expect(stop.code).toBe('tls');
    expect(sentenceOf(stop)).toContain('use http://');
  });
});

test('aborting rejects at once and closes the connections', async () => {
  const silent = createSocketServer(() => undefined);
  const port = await listen(silent);
  const abort = new AbortController();
  const driver = await openHttpDriver(targetFor(`http://127.0.0.1:${port}/`), {
    version: '0',
    signal: abort.signal,
  });
  const arrived = new Promise((resolve) => silent.once('connection', resolve));
  const visit = driver.visit(visitOf('return'));
  const rejected = expect(visit).rejects.toThrow('stop');
  await arrived;
  abort.abort(new Error('stop'));
  await rejected;
  await driver.close();
  await new Promise((resolve) => silent.close(resolve));
});

test('certificates are checked for the name in the URL, wherever it really is', async () => {
  const { cert, key } = await selfSigned('login.acme.com');
  const secure = createTlsServer({ cert, key }, (request, response) => {
    response.writeHead(302, { Location: callback, 'X-Host': request.headers.host ?? '' }).end();
  });
  const port = await listen(secure);
  const rows: readonly (readonly [host: string, ca: string | undefined, StopCode, RegExp])[] = [
    ['login.acme.com', cert, 'callback', /docs/],
    ['login.acme.com', undefined, 'tls', /not trusted.*--ca <file\.pem>/],
    ['www.acme.com', cert, 'tls', /for another name/],
  ];
  for (const [host, ca, code, sentence] of rows) {
    const driver = await openHttpDriver(targetFor(`https://${host}/`), {
      version: '0',
      mapHost: () => ({ host: '127.0.0.1', port, ...(ca === undefined ? {} : { ca }) }),
    });
    // A replaced Host field must not change the name that the certificate is checked for.
    const headers = [['Host', 'evil.example']] as const;
    const { stop } = await driver.visit({ ...overHttp, kind: 'odd-return', headers });
    expect.soft(stop.code, host).toBe(code);
    expect.soft(sentenceOf(stop), host).toMatch(sentence);
    await driver.close();
  }
  secure.close();
});

test('localhost is found on either loopback address', async () => {
  for (const address of ['127.0.0.1', '::1']) {
    const server = createServer((_request, response) => {
      response.writeHead(302, { Location: callback }).end();
    });
    const port = await listen(server, address);
    const names = ['localhost', 'a.localhost', address === '::1' ? '[::1]' : address];
    for (const name of names) {
      const { stop } = await visitOnce(targetFor(`http://${name}:${port}/`), visitOf('return'));
      expect.soft(stop, `${name} on ${address}`).toMatchObject({ code: 'callback' });
    }
    server.close();
  }
});

/** A certificate for one name that only its own key vouches for. */
async function selfSigned(name: string): Promise<{ readonly cert: string; readonly key: string }> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const pem = key.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    cert: made.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pem}\n-----END PRIVATE KEY-----\n`,
  };
}
