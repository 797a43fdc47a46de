import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { callbackChange } from '../../../handshakes/shared/mutants.js';
import {
  endpointChange,
  grantChange,
  withMembers,
} from '../../../handshakes/shared/oauth/mutants.js';
import type { Mutant } from '../../../protocol/plan.js';
import { judgeFlow } from '../harness/judged-flow.js';
import { pooled } from '../harness/mutant-proof.js';

const docsOrigin = 'https://docs.foo.com';

/** Other ways of being right: none of them falls, and what is noted is named. */
interface Way {
  readonly name: string;
  readonly change: Mutant['change'];
  /** Row ids; `… of the host` where no page asks. */
  readonly notes?: readonly string[];
}

const ways: readonly Way[] = [
  {
    name: 'the registered redirect URI is used, whatever is asked for',
    change: (honest) => ({
      ...grantChange((server) => ({
        takesRedirectUri: () => true,
        refusal: (request) =>
          server.refusal({ ...request, asked: { ...request.asked, repeated: [] } }),
        isOfRedirectUri: (_grant, given) => given?.includes('docs-handshake=') === false,
      }))(honest),
      callback: (code, request) => {
        const { redirectUri: _given, ...asked } = request.asked ?? { repeated: [] };
        return honest.callback(code, { ...request, asked });
      },
    }),
  },
  {
    name: 'an odd state is refused, and comes back as it was sent',
    change: grantChange((server) => ({
      refusal: (request) =>
        /[^\w-]/.test(request.asked.state ?? '') ? 'invalid_request' : server.refusal(request),
    })),
    notes: ['oauth-state-echoed'],
  },
  {
    name: 'codes are JWS, and there is an issuer and a session state beside them',
    change: (honest) => ({
      ...grantChange((server) => ({
        code: (request) => {
          const head = request.tools.base64url('{"alg":"EdDSA","typ":"code+jwt"}');
          return `${head}.${request.tools.base64url('{"aud":"docs"}')}.${server.code(request)}`;
        },
      }))(honest),
      callback: (code, request) =>
        `${honest.callback(code, request)}&iss=https%3A%2F%2Facme.example&session_state=x.1`,
    }),
  },
  {
    name: 'an error of the implicit grant stands in the fragment',
    change: grantChange((server) => ({
      errorRedirect: (error, request) => {
        const answer = server.errorRedirect(error, request);
        const inFragment = answer.headers.map(([name, value]): readonly [string, string] =>
          name === 'Location' ? [name, value.replace('?', '#')] : [name, value],
        );
        return request.asked.responseType === 'code' ? answer : { ...answer, headers: inFragment };
      },
    })),
  },
  {
    name: 'the token answer says bearer in small letters, and brings a refresh token',
    change: endpointChange('token', (answer) =>
      answer.status === 200
        ? withMembers(answer, (members) => ({
            ...members,
            token_type: 'bearer',
            refresh_token: 'a-refresh-token-of-the-specs',
          }))
        : answer,
    ),
  },
  {
    name: 'the secret is taken in the form alone',
    change: grantChange((server) => ({
      presented: (request) =>
        /^basic /i.test(request.headers['authorization'] ?? '')
          ? { by: 'basic', isOdd: false }
          : server.presented(request),
    })),
  },
  {
    name: 'no code is given without a challenge',
    change: grantChange((server) => ({
      refusal: (request) =>
        request.asked.challenge === undefined ? 'invalid_request' : server.refusal(request),
    })),
    notes: ['oauth-pkce-accepted of the host'],
  },
  {
    name: 'a wrong token is forbidden rather than unauthorized',
    change: endpointChange('info', (answer) =>
      answer.status === 401 ? { ...answer, status: 403 } : answer,
    ),
  },
  {
    name: 'every origin may read what a token is asked for',
    change: endpointChange('info', (answer) => ({
      ...answer,
      headers: [
        ...answer.headers.filter(([name]) => name !== 'Access-Control-Allow-Origin'),
        ['Access-Control-Allow-Origin', '*'],
      ],
    })),
    notes: ['info-cors-exact'],
  },
  {
    name: 'an empty fragment keeps what the browser would hand on',
    change: callbackChange((url) => `${url}#`),
  },
];

for (const handshake of (await handshakes()).filter(({ facts }) => facts.carrier.by === 'code')) {
  test(`${handshake.facts.id}: other ways of being right`, async () => {
    test.slow();
    const found = await pooled(ways, 4, async ({ name, change }) => {
      const { verdicts } = await judgeFlow(handshake, { name, change }, docsOrigin, () => ({
        edition: handshake.facts.editions.at(-1) ?? handshake.facts.editions[0],
      }));
      return verdicts.filter(({ outcome }) => ['fail', 'warn', 'note', 'error'].includes(outcome));
    });
    const byHost = handshake.facts.redeems?.by === 'host';
    const ids = new Set(handshake.requirements.map(({ id }) => id));
    for (const [at, { name, notes = [] }] of ways.entries()) {
      const raised = (found[at] ?? []).map(
        ({ id, outcome, actual = '' }) => `${outcome} ${id}: ${actual}`,
      );
      const allowed = notes
        .map((id) => (byHost ? id.replace(' of the host', '') : id))
        .filter((id) => ids.has(id))
        .map((id) => `note ${id}`);
      expect
        .soft(
          raised.map((line) => line.split(':', 1)[0]),
          `${name}\n${raised.join('\n')}`,
        )
        .toEqual(allowed);
    }
  });
}
