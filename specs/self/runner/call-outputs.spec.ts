import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { configurationFrom } from '../../../configuration/configure.js';
import type { Configuration } from '../../../configuration/configuration.js';
import { plain } from '../../../handshakes/shared/visits.js';
import { record } from '../../../judge/recording/record.js';
import { replay } from '../../../judge/recording/replay.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { withVerdicts } from '../../../protocol/http/cors/page-calls.js';
import { notMade } from '../../../protocol/not-made.js';
import type { Recording } from '../../../protocol/recording.js';
import type { Report } from '../../../protocol/report.js';
import { seal, sealAs } from '../../../protocol/secrecy/sealed.js';
import { sealField } from '../../../protocol/secrecy/sealed-message.js';
import { withheld } from '../../../protocol/secrecy/withheld.js';
import { formats } from '../../../reports/index.js';
import { reportOf } from '../../../runner/report/report-model.js';
import {
  callFinder,
  canaryCalls,
  idTokenOf,
  makeCallCanaries,
} from '../protocol/calls/canary-calls.js';
import type { CallCanaries } from '../protocol/calls/canary-calls.js';
import { loginUrl } from '../harness/configuration-attempt.js';

const configured = (): Promise<Configuration> =>
  configurationFrom(
    { loginUrl, docsOrigin: 'https://docs.example' },
    { env: {}, cwd: process.cwd() },
  );

/** A visit whose other parts say what its calls gave away. */
function exchangeOf(canaries: CallCanaries): Exchange {
  const { code, state, challenge, accessToken, clientSecret } = canaries;
  const authorize = `https://id.example/authorize?state=${state}&code_challenge=${challenge}`;
  const back = `https://docs.example/login/callback/oauth?code=${code}&state=${state}`;
  const made: Exchange = {
    ...notMade(plain, 'browser', '', 0),
    hops: [
      {
        method: 'GET',
        url: seal(authorize),
        cause: 'start',
        credentials: false,
        status: 302,
        headers: [sealField('Location', back)],
        sentAtMs: 0,
        receivedAtMs: 1,
        cookiesSent: [],
        cookiesSet: [],
        blocked: `it went to ${back}`,
      },
    ],
    navigations: [{ url: seal(back), from: 0, cause: 'redirect', atMs: 1 }],
    stop: { code: 'page', seen: `It said ${code}, ${accessToken} and ${clientSecret}` },
    calls: withVerdicts(canaryCalls(canaries)),
  };
  return withheld(made);
}

async function reportWith(exchange: Exchange): Promise<Report> {
  const { handshake, edition, target } = await configured();
  return reportOf({
    version: '0',
    handshake,
    edition: edition.id,
    target,
    keys: [],
    driver: 'browser',
    failOn: 'must',
    startedAtMs: 0,
    durationMs: 0,
    remarks: [{ code: 'setting-unused', text: JSON.stringify(exchange.stop) }],
    judgements: [],
    readings: [{ visit: plain, exchange }],
  });
}

test('no output shows a code, a state, a verifier, a client secret or a token of a call', async () => {
  const canaries = makeCallCanaries();
  const found = callFinder(canaries);
  const exchange = exchangeOf(canaries);
  const { hops: _hops, ...shown } = exchange;
  expect(found(JSON.stringify(shown) + inspect(shown, { depth: 12 })), 'the exchange').toEqual([]);
  const report = await reportWith(exchange);
  expect(found(JSON.stringify(report)), 'the report model').toEqual([]);
  for (const [name, load] of Object.entries(formats)) {
    const { render } = await load();
    for (const verbose of [false, true]) {
      const text = render(report, { columns: 80, colour: true, verbose, location: 'login.ts' });
      expect.soft(found(text), name).toEqual([]);
    }
  }
});

test('the journey of the reports that have one shows each call', async () => {
  const report = await reportWith(exchangeOf(makeCallCanaries()));
  const calls = report.visits[0]?.calls ?? [];
  expect(calls.map(({ role, by, status }) => [role, by, status])).toEqual([
    ['token', 'host', 200],
    ['info', 'browser', 401],
    ['session', 'browser', undefined],
  ]);
  expect(calls[0]).toMatchObject({
    url: 'https://id.example/token?code_challenge=…',
    sent: [{ name: 'Authorization', value: 'Basic …' }],
    body: { form: 'json', members: ['access_token', 'token_type', 'nested', 'id_token'] },
  });
  expect(calls[1]).toMatchObject({
    readable: false,
    reason: 'preflight-no-answer',
    sent: [{ name: 'authorization', value: 'Bearer …' }],
  });
  for (const name of ['terminal', 'html', 'json']) {
    const { render } = await formats[name]!();
    const text = render(report, { columns: 200, colour: false, verbose: true });
    for (const part of ['/session', 'access_token', 'nothing came back to its preflight'])
      expect.soft(text, name).toContain(part);
  }
});

test('a recording keeps calls, and stand-ins of their secrets; they are read back as they were', async () => {
  const canaries = makeCallCanaries();
  // A session cookie that is a JWS is judged by nobody, so nothing of it stays.
  const session = idTokenOf({ ...canaries, signature: 'x'.repeat(64) });
  const exchange: Exchange = {
    ...exchangeOf(canaries),
    secrets: [sealAs(session)],
    unsentForm: `It was sent ${session}`,
  };
  const { handshake, edition, target } = await configured();
  const recording = record(
    {
      handshake,
      edition: edition.id,
      target,
      hasKey: false,
      tieOf: () => 'trial',
      requirements: handshake.requirements,
      readings: new Map([['browser', new Map([['plain', { visit: plain, exchange }]])]]),
    },
    { version: '0', startedAtMs: 0, durationMs: 0, keys: [], remarks: [] },
  );
  const text = JSON.stringify(recording);
  expect(callFinder(canaries)(text)).toEqual([]);
  expect(text).toContain('It was sent masked');
  const seen = await replay(JSON.parse(text) as Recording, {
    handshake,
    edition: edition.id,
    keys: [],
    tieOf: () => 'trial',
    clockOffsetMs: 0,
  });
  const calls = seen.readings.get('browser')?.get('plain')?.exchange.calls ?? [];
  expect(JSON.stringify(calls.map(({ fault: _fault, ...call }) => call))).toBe(
    JSON.stringify(exchange.calls?.map(({ fault: _fault, ...call }) => call)),
  );
  // Equal secrets have equal stand-ins: the token that was given is the one that was sent.
  const body = JSON.parse(calls[0]?.response?.body?.text?.reveal() ?? '') as Record<string, string>;
  expect(calls[1]?.request.headers[0]?.[1].reveal()).toBe(`Bearer ${body['access_token']}`);
  expect(body['access_token']).toHaveLength(canaries.accessToken.length);
  const [, claims = ''] = body['id_token']?.split('.') ?? [];
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({ groups: ['docs'] });
});
