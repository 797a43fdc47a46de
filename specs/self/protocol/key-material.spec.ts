import { expect, test } from '@playwright/test';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import { findKeyMaterial, secretNumberSpellings } from '../../../protocol/secrecy/key-material.js';

const kinds = ['EdDSA', 'ES256'] as const;

/** The frame of a key as `ssh-keygen` writes it (OpenSSH, PROTOCOL.key), with one secret number in it. */
function openSshPem(octets: Uint8Array): string {
  const field = (text: string | Uint8Array): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', '', octets].map(field),
  ]);
  const lines = body.toString('base64').replace(/.{70}/g, '$&\n');
  const label = ['OPENSSH', 'PRIVATE', 'KEY'].join(' ');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

for (const kind of kinds) {
  test(`${kind}: a private key is found however it is written`, async () => {
    const { own } = makeFlowKeys(kind);
    const pem = own.privateText.reveal();
    const jwk = own.privateKey.export({ format: 'jwk' });
    const body = pem.replace(/-----[A-Z ]+-----|\s/g, '');
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const octets = Buffer.from(jwk.d ?? '', 'base64url');
    const rows: readonly (readonly [string, string, string | undefined])[] = [
      ['PEM', pem, 'PEM'],
      ['PEM in JSON', JSON.stringify({ key: pem }), 'PEM'],
      ['PEM in JSON inside JSON', JSON.stringify(JSON.stringify({ key: pem })), 'PEM'],
      [
        'PEM glued from lines',
        pem
          .trim()
          .split('\n')
          .map((line) => JSON.stringify(line))
          .join(' + "\\n" + '),
        'PEM',
      ],
      ['PEM in Base64', `KEY="${base64(pem)}"`, 'PEM in Base64'],
      ['JWK', JSON.stringify(jwk), 'JWK'],
      ['JWK in JSON', JSON.stringify({ key: JSON.stringify(jwk) }), 'JWK'],
      ['JWK in a script', `{kty:"OKP",crv:"${jwk.crv ?? ''}",d:"${jwk.d ?? ''}"}`, 'JWK'],
      ['bare body', body, 'configured key'],
      ['body in lines', body.replace(/.{40}/g, '$&\n'), 'configured key'],
      ['the number alone', `const k = "${jwk.d ?? ''}"`, 'configured key'],
      ['the number in hexadecimal', octets.toString('hex'), 'configured key'],
      ['the number as octets', `new Uint8Array([${[...octets].join(', ')}])`, 'configured key'],
      ['a Buffer in JSON', JSON.stringify(Buffer.concat([octets, octets])), 'configured key'],
      [
        'the number as octets in hexadecimal',
        [...octets].map((octet) => `0x${octet.toString(16).padStart(2, '0')}`).join(', '),
        'configured key',
      ],
      ['octets of another number', JSON.stringify([...octets].toReversed()), undefined],
      ['OpenSSH', openSshPem(octets), 'PEM'],
      ['OpenSSH in JSON', JSON.stringify({ key: openSshPem(octets) }), 'PEM'],
      ['OpenSSH in Base64', base64(openSshPem(octets)), 'PEM in Base64'],
      ['a JSON text in Base64', base64(`{"a":1,"secret":"${jwk.d ?? ''}"}`), 'configured key'],
      [
        'the public half',
        own.publicPem + JSON.stringify(own.publicKey.export({ format: 'jwk' })),
        undefined,
      ],
      [
        'a library that looks for the head',
        "if (pem.indexOf('-----BEGIN PRIVATE KEY-----') !== 0) throw new TypeError('\"pkcs8\" must be PKCS#8 formatted string')",
        undefined,
      ],
      ['a placeholder', '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----', undefined],
      ['a path of an icon', `<path d="${'M10 20L30 40'.repeat(9)}"/>`, undefined],
      ['a member called d', JSON.stringify({ d: jwk.x }), undefined],
    ];
    const read = await readKeys(pem, 'the key');
    const texts = read.ok ? (read.key.privateText ?? []).map((text) => text.reveal()) : [];
    const known = secretNumberSpellings(texts);
    expect(known.length).toBeGreaterThan(4);
    const found = rows.map(([name, text]) => [name, findKeyMaterial(text, known)]);
    expect(found).toEqual(rows.map(([name, , form]) => [name, form]));
  });
}
