import { randomBytes } from 'node:crypto';
import { finderOf, type Finder } from '../../../../fixtures/targets/canaries.js';
import type { Call, CallResponse } from '../../../../protocol/http/call.js';
import type { HeaderField } from '../../../../protocol/http/message.js';
import { seal } from '../../../../protocol/secrecy/sealed.js';
import { sealBody, sealField, sealFields } from '../../../../protocol/secrecy/sealed-message.js';

const random = (octets: number): string => randomBytes(octets).toString('base64url');
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The secrets of one login by OAuth, made anew each time. */
export interface CallCanaries {
  readonly code: string;
  readonly state: string;
  readonly verifier: string;
  readonly challenge: string;
  /** Holds what Basic, forms and JSON each encode. */
  readonly clientSecret: string;
  /** Holds a slash, which some write as `\/` in JSON. */
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The signature of a JWS. */
  readonly signature: string;
  readonly cookie: string;
}

/** Makes them. */
export const makeCallCanaries = (): CallCanaries => ({
  code: `grant-${random(18)}`,
  state: `state.${random(18)}`,
  verifier: `verifier~${random(24)}`,
  challenge: `challenge-${random(24)}`,
  clientSecret: `cs:${random(9)}%+&"é ${random(9)}`,
  accessToken: `at/${random(9)}/${random(18)}`,
  refreshToken: `rt-${random(18)}`,
  signature: random(48),
  cookie: `sess-${random(18)}`,
});

/** Looks for them in an output. */
export const callFinder = (canaries: CallCanaries): Finder =>
  finderOf(Object.entries(canaries).map(([name, value]) => ({ name, value: String(value) })));

/** The JWS whose signature is one of them. */
export const idTokenOf = ({ signature }: CallCanaries): string =>
  `${part({ alg: 'EdDSA' })}.${part({ groups: ['docs'] })}.${signature}`;

const answer = (status: number, headers: readonly HeaderField[], text: string): CallResponse => ({
  status,
  headers,
  body: sealBody(text, text.length, false),
});

/** Calls with each secret in each place where it belongs, and echoed where it does not. */
export function canaryCalls(canaries: CallCanaries): readonly Call[] {
  const { code, verifier, clientSecret, accessToken, refreshToken, cookie } = canaries;
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'docs',
    redirect_uri: `https://docs.example/login/callback/oauth?state=${canaries.state}`,
    code,
    code_verifier: verifier,
    client_secret: clientSecret,
  });
  const basic = `docs:${encodeURIComponent(clientSecret)}`;
  const tokens = JSON.stringify({
    access_token: accessToken,
    token_type: 'Bearer',
    nested: [{ refresh_token: refreshToken }],
    id_token: idTokenOf(canaries),
  }).replaceAll('/', '\\/');
  const call = { sentAtMs: 1, receivedAtMs: 5 } as const;
  return [
    {
      ...call,
      role: 'token',
      by: 'host',
      fetch: 1,
      request: {
        method: 'POST',
        url: seal(`https://id.example/token?code_challenge=${canaries.challenge}`),
        headers: [sealField('Authorization', `Basic ${Buffer.from(basic).toString('base64')}`)],
        fields: sealFields(form.toString()),
      },
      response: answer(200, [sealField('Set-Cookie', `sid=${cookie}; Path=/`)], tokens),
    },
    {
      ...call,
      role: 'info',
      by: 'browser',
      fetch: 2,
      page: { origin: 'https://docs.example', credentials: 'omit' },
      request: {
        method: 'GET',
        url: seal(`https://api.example/user?echo=${encodeURIComponent(accessToken)}`),
        headers: [
          sealField('authorization', `Bearer ${accessToken}`),
          sealField('Cookie', `sid=${cookie}`),
        ],
      },
      response: answer(
        401,
        [
          sealField('WWW-Authenticate', `Bearer error_description="no ${accessToken}"`),
          sealField('Location', `/login?state=${canaries.state}&back=${code}`),
          sealField('Access-Control-Allow-Origin', `https://${code}.example`),
        ],
        `<p>${code} ${accessToken}`,
      ),
    },
    {
      ...call,
      role: 'session',
      by: 'browser',
      fetch: 3,
      page: { origin: 'https://docs.example', credentials: 'include' },
      request: {
        method: 'POST',
        url: seal('https://api.example/session'),
        headers: [],
        fields: sealFields(JSON.stringify({ code, refresh_token: refreshToken })),
      },
      fault: `it said ${verifier} and ${clientSecret}`,
    },
  ];
}
