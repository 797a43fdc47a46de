import { sign } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from '@playwright/test';
import { resolveLocation, withInheritedFragment } from '../../../drivers/http/location.js';
import { makeKeyPair } from '../../../fixtures/reference/keys.js';
import { findTokens } from '../../../protocol/jose/find-token.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import { compactProblems, readToken } from '../../../protocol/jose/token.js';
import { readJson } from '../../../protocol/json.js';
import { mask } from '../../../protocol/secrecy/masking.js';
import { readCallback } from '../../../protocol/url/callback.js';
import { carriedToken, destination } from '../../../protocol/url/destination.js';
import { parseUrl } from '../../../protocol/url/parse-url.js';
import { validateRedirect } from '../../../protocol/url/redirect.js';
import type { Target } from '../../../protocol/visit.js';
import {
  accident,
  after,
  claim,
  holds,
  roughText,
  roughUrl,
  strictToken,
} from '../harness/property-run.js';

test.describe.configure({ timeout: 120_000 });

const docs = 'https://docs.foo.com';
/** RFC 7515 §7.1 with RFC 4648 §3.5, said again in another way than the reader says it. */
const strictForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const isStrict = (text: string): boolean =>
  strictForm.test(text) &&
  text.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);

/** Each UTF-16 unit of a text as JSON can escape it. */
const escapedUnits = (text: string): string =>
  Array.from(
    { length: text.length },
    (_none, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

test('the callback reader never throws and finds only what stands there', () =>
  holds(fc.tuple(roughUrl, strictToken, roughText), ([front, token, back]) => {
    for (const url of [front, `${front}#${token}`, `${front}#${token}${back}`, front + token]) {
      const read = readCallback(url);
      const { fragment, envelope } = read;
      claim(
        fragment?.reveal() === url.split('#').slice(1).join('#') || !url.includes('#'),
        'the fragment is what stands behind the first #',
      );
      if (read.token === undefined) continue;
      claim(
        read.token.place !== 'fragment' || envelope !== undefined,
        'a token in the fragment has an envelope',
      );
      if (envelope?.before === '' && envelope.after === '') {
        claim(
          fragment?.reveal() === read.token.text.reveal(),
          'a bare token is the whole fragment',
        );
      }
    }
    const bare = readCallback(`${docs}/login/jwt-callback?redirect=%2Fa#${token}`);
    claim(bare.token?.text.reveal() === token, 'a strict token is read whole');
    claim(bare.envelope?.before === '' && bare.envelope.after === '', 'nothing stands around it');
  }));

test('the spelling of a token is strict exactly where the grammar says so', () =>
  holds(fc.tuple(fc.oneof(strictToken, roughText), accident), ([text, change]) => {
    for (const each of [text, after(text, change)]) {
      claim(
        (compactProblems(each).length === 0) === isStrict(each),
        `same word on ${JSON.stringify(each)}`,
      );
    }
  }));

test('the token reader never throws and verifies nothing but what was signed', async () => {
  const pair = makeKeyPair('EdDSA');
  const read = await readKeys(pair.publicPem, 'made at start');
  if (!read.ok) throw new Error(read.problem);
  const input = 'eyJhbGciOiJFZERTQSJ9.eyJleHAiOjF9';
  const token = `${input}.${sign(null, Buffer.from(input), pair.privateKey).toString('base64url')}`;
  const genuine = await readToken(token, read.keys, 'EdDSA');
  expect(genuine.signature).toEqual({ state: 'verified', key: 'made at start' });
  const changed = accident.map((change) => after(token, change));
  await holds(fc.oneof(changed, strictToken, roughText), async (text) => {
    const { signature, problems } = await readToken(text, read.keys, 'EdDSA');
    claim(text === token || signature.state !== 'verified', 'another text does not verify');
    const unsigned = /^[^.]+\.[^.]+\.$/.test(text);
    claim(problems.length > 0 || isStrict(text) || unsigned, 'what is not strict has a problem');
  });
});

test('the strict JSON reader agrees with JSON.parse and sees every name that stands twice', () =>
  holds(
    fc.tuple(
      fc.object({ maxDepth: 2, maxKeys: 3 }),
      roughText,
      fc.string({ minLength: 1, maxLength: 5 }),
    ),
    ([value, rough, name]) => {
      const text = JSON.stringify(value);
      const read = readJson(text);
      claim(read.problems.length === 0, `no problem in ${text}`);
      claim(JSON.stringify(read.value) === JSON.stringify(JSON.parse(text)), 'the same value');
      const quoted = JSON.stringify(name);
      const escaped = `"${escapedUnits(name)}"`;
      for (const twice of [
        `{${quoted}:1,"":{},${quoted}:2}`,
        `{"a":[{${quoted}:${text},${escaped}:[]}]}`,
      ]) {
        if (name !== '')
          claim(readJson(twice).problems.length > 0, `a name stands twice in ${twice}`);
      }
      const odd = readJson(rough);
      claim(
        odd.value === undefined ||
          rough
            .replace(/^\uFEFF/, '')
            .trimStart()
            .startsWith('{'),
        'only an object is a value',
      );
    },
  ));

test('a token in running text is found', () =>
  holds(
    fc.tuple(
      roughText,
      fc.constantFrom(' ', '"', '&', '\n', '#', '>', '('),
      strictToken,
      fc.constantFrom(' ', '"', '&', '<', ')', ''),
    ),
    ([front, before, token, behind]) => {
      findTokens(front);
      const lone = front.replace(/e(?=[wy3])/g, 'a');
      claim(
        findTokens(lone + before + token + behind).includes(token),
        'the token is among those found',
      );
    },
  ));

const target: Target = {
  loginUrl: 'https://login.foo.com/start',
  docsOrigin: docs,
  docsPath: '',
  signIn: { how: 'none' },
  signInOrigins: ['https://id.foo.com'],
  headers: [],
  cookies: [],
  timeoutMs: 1,
};

test('a destination is the docs only where the URL parser says so', () =>
  holds(fc.tuple(roughUrl, fc.option(strictToken)), ([front, token]) => {
    const url = token === null ? front : `${front}#${token}`;
    const where = destination(url, target);
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const web = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
    claim((where === 'docs') === (web && parsed?.origin === docs), `${where} is right`);
    const carries = carriedToken(url) !== undefined;
    claim(
      !carries || where === 'docs' || where === 'inside' || where === 'away-with-token',
      'a token on its way out is seen',
    );
    claim(
      where !== 'away' || (web && !/\.(?:example|test|invalid)\.?$/.test(parsed?.hostname ?? '')),
      'no reserved name is contacted',
    );
  }));

test('masking hides tokens and keys, and a second time changes nothing', () =>
  holds(
    fc.tuple(
      roughText,
      fc.constantFrom('', ' ', '"', '=', '#', '%0A', '%20', '\\n', '/'),
      strictToken,
      roughText,
      fc.string({ minLength: 4, maxLength: 20 }),
    ),
    ([front, glue, token, back, secret]) => {
      const pem = `-----BEGIN PRIVATE KEY-----\n${token.replaceAll('.', '')}\n-----END PRIVATE KEY-----`;
      const [, payload = '', signature = ''] = token.split('.');
      const lone = front.replace(/[A-Za-z0-9_-]$/, '.');
      for (const text of [
        lone + glue + token + back,
        JSON.stringify(`${lone}\n${token}`),
        front + pem + back,
      ]) {
        const shown = mask(text);
        claim(!shown.includes(signature), `the signature does not show in ${shown}`);
        claim(payload.length < 12 || !shown.includes(payload), 'nor does the payload');
        claim(mask(shown) === shown, `masked twice is masked once: ${shown} / ${mask(shown)}`);
      }
      claim(
        !mask(front + secret + back, [secret]).includes(secret) || '…-----'.includes(secret),
        'a known secret does not show',
      );
    },
  ));

test('the redirect validator accepts nothing that leaves the docs', () =>
  holds(
    fc.tuple(roughText, fc.constantFrom('', '/', '/a', 'https:', `${docs}/`)),
    ([text, front]) => {
      for (const value of [text, front + text]) {
        const read = validateRedirect(value, docs);
        if (!read.ok) continue;
        claim(/^\/(?![/\\])/.test(read.path), `one slash in front of ${read.path}`);
        for (const each of [read.path, value.trim()]) {
          const url = new URL(each, `${docs}/login/jwt-callback`);
          claim(url.origin === docs && url.protocol === 'https:', `${each} stays`);
          claim(!url.pathname.startsWith('//'), `${each} has one slash`);
        }
      }
    },
  ));

test('a Location resolves as the URL parser resolves it', () =>
  holds(fc.tuple(roughText, roughUrl), ([raw, base]) => {
    const octets = Buffer.from(raw, 'utf8').toString('latin1');
    const from = URL.canParse(base) ? base : 'https://login.foo.com/start';
    const resolved = resolveLocation(octets, from);
    const text = raw.toWellFormed();
    claim(resolved === parseUrl(text, from)?.href, 'as the parser says');
    // Octets that are not UTF-8 must not stop it either.
    resolveLocation(raw, from);
    if (resolved === undefined) return;
    const next = withInheritedFragment(resolved, from);
    claim(
      next.includes('#') === (resolved.includes('#') || from.includes('#')),
      'a fragment is inherited',
    );
  }));
