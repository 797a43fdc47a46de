import { expect, test } from '@playwright/test';
import { mask } from '../../../protocol/secrecy/masking.js';
import { readCallback } from '../../../protocol/url/callback.js';

const encoded = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url');
const signature = encoded(new Uint8Array(64).fill(0xa5));
const payload = encoded('{"exp":1}');
const compact = (header: string | Uint8Array): string =>
  `${encoded(header)}.${payload}.${signature}`;
const token = compact('{"alg":"EdDSA"}');
const everyCharacter = (text: string): string =>
  Array.from(text, (each) => `%${each.charCodeAt(0).toString(16)}`).join('');

/** A fragment, the token in it, and what stands around that. */
const rows: readonly (readonly [
  fragment: string,
  token: string | undefined,
  before?: string,
  after?: string,
])[] = [
  [token, token],
  [`jwt=${token}&anchor=x`, token, 'jwt=', '&anchor=x'],
  [`${token}/`, token, '', '/'],
  [`${token}%0A`, token, '', '%0A'],
  [`${token}%20%0D%0A`, token, '', '%20%0D%0A'],
  // Headers that say less, or say it otherwise: a token all the same.
  ...[' {"alg":"EdDSA"}', '{"typ":"JWT"}', '{"alg":"EdDSA",}', '["EdDSA"]', "{'alg':'EdDSA'}"].map(
    (header) => [compact(header), compact(header)] as const,
  ),
  [
    compact(Buffer.from('{"alg":"EdDSA","x":"é"}', 'latin1')),
    compact(Buffer.from('{"alg":"EdDSA","x":"é"}', 'latin1')),
  ],
  [compact('\uFEFF{"alg":"EdDSA"}'), compact('\uFEFF{"alg":"EdDSA"}')],
  [
    `${encoded('{"alg":"dir"}')}..aXY.Y2lwaGVy.dGFn`,
    `${encoded('{"alg":"dir"}')}..aXY.Y2lwaGVy.dGFn`,
  ],
  // Anchors, versions and host names.
  ['step-one', undefined],
  ['v1.2.3', undefined],
  ['api.v2.change-log-of-the-second-half-of-1999', undefined],
  ['1.10.2-a-heading-with-a-number-in-front-of-it', undefined],
  ['www.docs.example', undefined],
  ['', undefined],
];

test('the token of a fragment, and what stands around it', () => {
  for (const [fragment, found, before = '', after = ''] of rows) {
    const read = readCallback(`https://docs.foo.com/login/jwt-callback#${fragment}`);
    expect.soft(read.token?.text.reveal(), fragment).toBe(found);
    if (found !== undefined) expect.soft(read.envelope, fragment).toEqual({ before, after });
  }
});

test('no spelling of a token is shown whole', () => {
  const spellings = [
    token,
    compact('{"typ":"JWT","alg":"ES256"}'),
    `${encoded('{"alg":"dir","enc":"A128GCM"}')}..aXZpdml2aXZpdml2.Y2lwaGVydGV4dA.dGFndGFndGFndGFndGFn`,
    everyCharacter(token),
  ];
  for (const text of spellings) {
    const shown = mask(`https://docs.foo.com/login/jwt-callback#${text}&anchor=x`);
    expect.soft(shown).toContain('characters)');
    expect.soft(shown.length).toBeLessThan(100);
  }
  const page = `https://docs.foo.com/${encodeURIComponent('日本語のとても長いページの名前です')}`;
  expect(mask(page)).toBe(page);
});
