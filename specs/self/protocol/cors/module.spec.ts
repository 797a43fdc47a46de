import fc from 'fast-check';
import { expect, test } from '@playwright/test';
import type { CDPSession } from 'playwright';
import type { HeaderField } from '../../../../protocol/http/message.js';
import type { CredentialsMode } from '../../../../protocol/http/cors/check.js';
import { isHttpUrl, pageRequest } from '../../../../protocol/http/cors/page-request.js';
import type { CorsAnswer, PageCall } from '../../../../protocol/http/cors/page-request.js';
import {
  browserReasonOf,
  browserReasons,
  notByHeaders,
} from '../../../../protocol/http/cors/reasons.js';
import { corsSentence } from '../../../../protocol/http/cors/words.js';
import type { BrowserReason, CorsReason } from '../../../../protocol/http/cors/reasons.js';
import { corsVerdict } from '../../../../protocol/http/cors/verdict.js';
import type { CorsStep } from '../../../../protocol/http/cors/verdict.js';
import { seal } from '../../../../protocol/secrecy/sealed.js';
import { claim, holds, roughText, roughUrl } from '../../harness/property-run.js';

declare const session: CDPSession;
/** What DevTools tell of a request that failed. */
type Failed = Parameters<Parameters<typeof session.on<'Network.loadingFailed'>>[1]>[0];
type Told = NonNullable<Failed['corsErrorStatus']>['corsError'];
/** Does not compile where the protocol knows a word that we do not, or the other way round. */
const same: [Told] extends [BrowserReason]
  ? [BrowserReason] extends [Told]
    ? true
    : never
  : never = true;

test('every word of Chromium is one of ours, or comes of no header', () => {
  expect(same).toBe(true);
  const ours = Object.values(browserReasonOf).filter((word) => word !== undefined);
  expect(new Set(ours).size, 'one to one').toBe(ours.length);
  expect([...ours, ...notByHeaders].toSorted()).toEqual([...browserReasons].toSorted());
});

test('each reason is one sentence, which says what to set', () => {
  const place = { origin: 'https://docs.foo.com', about: 'authorization' };
  for (const reason of Object.keys(browserReasonOf) as readonly CorsReason[]) {
    const sentence = corsSentence(reason, place);
    expect.soft(sentence).toMatch(/^The (?:page|browser) [^.]+: \S.*[^.]\.$/);
    expect.soft(corsSentence(reason, { origin: 'null' }), reason).not.toMatch(/undefined|: :| {2}/);
    if (/allow-origin/.test(reason))
      expect.soft(sentence).toContain('set it to https://docs.foo.com');
  }
  expect(corsSentence('preflight-header-refused', place)).toBe(
    'The browser does not make the request: Access-Control-Allow-Headers does not name authorization, for which no * stands: add it.',
  );
});

const names = [
  'Access-Control-Allow-Origin', 'access-control-allow-credentials', 'Access-Control-Allow-Methods',
  'Access-Control-Allow-Headers', 'Location', 'Authorization', 'content-type', 'Accept', 'range', 'x-own',
] as const; // prettier-ignore
const values = [
  '*', 'null', 'true', 'https://docs.foo.com', 'https://docs.foo.com/', 'authorization', 'GET, PUT', ' ', '',
  '/next', 'https://api.foo.com/', 'http://a:b@c/', 'bytes=0-', 'application/json', 'a\r\n b', ',', ', ,',
] as const; // prettier-ignore

const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, roughText);
const field: fc.Arbitrary<HeaderField> = fc
  .tuple(fc.oneof(fc.constantFrom(...names), roughText), value)
  .map(([name, text]) => [name, seal(text)] as const);
const fields = fc.array(field, { maxLength: 5 });
const answer: fc.Arbitrary<CorsAnswer> = fc.record({
  status: fc.oneof(fc.constantFrom(200, 204, 301, 302, 303, 307, 401), fc.integer()),
  headers: fields,
});
const step: fc.Arbitrary<CorsStep> = fc.record({ preflight: answer, answer }, { requiredKeys: [] });
const origins = ['https://docs.foo.com', 'null', ''] as const;
const call: fc.Arbitrary<PageCall> = fc.record({
  origin: fc.oneof(fc.constantFrom(...origins), roughText),
  credentials: fc.constantFrom<CredentialsMode>('omit', 'same-origin', 'include'),
  method: fc.oneof(fc.constantFrom('GET', 'post', 'PUT', 'patch'), roughText),
  url: fc.oneof(fc.constantFrom('https://docs.foo.com/a', 'https://api.foo.com/'), roughUrl),
  headers: fields,
});

test('the verdict never throws, and nothing is read without leave', () =>
  holds(fc.tuple(call, fc.array(step, { maxLength: 24 })), ([asked, steps]) => {
    const verdict = corsVerdict(asked, steps);
    claim(JSON.stringify(corsVerdict(asked, steps)) === JSON.stringify(verdict), 'the same twice');
    claim(
      verdict.step <= steps.length,
      'the step is one of the steps, or the one that was not made',
    );
    if (!verdict.readable) {
      claim(verdict.reason in browserReasonOf, 'the reason is one of the closed set');
      return;
    }
    claim(isHttpUrl(asked.url), 'the address is http or https');
    const { headers } = steps[verdict.step]?.answer ?? { headers: [] };
    const allowing = headers.some(([name]) => /^access-control-allow-origin$/i.test(name));
    claim(pageRequest(asked).tainting === 'basic' || allowing, 'another origin let it read');
    const less = corsVerdict({ ...asked, credentials: 'omit' }, steps);
    claim(less.readable, 'what may be read with credentials may be read without');
  }));
