import type { VisitOf } from '../../../../protocol/visit.js';
import { oddly } from '../visits.js';

/** Visits in which a code of its own is redeemed oddly. A failed attempt may spend a code, so each has one. */

const quiet = { informs: [] } as const;

/** The secret is another one. */
export const wrongSecret: VisitOf<'odd-return'> = oddly(
  'wrong-secret',
  'the code is redeemed with a wrong secret',
  { ...quiet, redeems: [{ as: 'wrong-secret', secret: 'wrong' }] },
);

/** Nothing but the id says who the client is. */
export const noSecret: VisitOf<'odd-return'> = oddly(
  'no-secret',
  'the code is redeemed without a secret',
  { ...quiet, redeems: [{ as: 'no-secret', auth: 'none' }] },
);

/** Basic as many clients send it: nothing in it is form-encoded. */
export const rawBasic: VisitOf<'odd-return'> = oddly(
  'raw-basic',
  'the code is redeemed with Basic, nothing in it encoded',
  { ...quiet, redeems: [{ as: 'raw-basic', auth: 'basic', raw: true }] },
);

/** The verifier of another request, and once more: a failed attempt must not make the next one pass. */
export const wrongVerifier: VisitOf<'odd-return'> = oddly(
  'wrong-verifier',
  'the code is redeemed with a wrong verifier, twice',
  {
    ...quiet,
    challenge: 'S256',
    redeems: [
      { as: 'wrong-verifier', verifier: 'wrong' },
      { as: 'wrong-verifier-again', verifier: 'wrong' },
    ],
  },
);

/** The verifier is left out. */
export const noVerifier: VisitOf<'odd-return'> = oddly(
  'no-verifier',
  'the code is redeemed without its verifier',
  { ...quiet, challenge: 'S256', redeems: [{ as: 'no-verifier', verifier: 'absent' }] },
);

/** What a server takes that reads S256 for plain. */
export const challengeAsVerifier: VisitOf<'odd-return'> = oddly(
  'challenge-as-verifier',
  'the code is redeemed with the challenge as its verifier',
  {
    ...quiet,
    challenge: 'S256',
    redeems: [{ as: 'challenge-as-verifier', verifier: 'challenge' }],
  },
);

/** A link from which somebody has taken the challenge. */
export const unaskedVerifier: VisitOf<'odd-return'> = oddly(
  'unasked-verifier',
  'a code without a challenge is redeemed with a verifier',
  { ...quiet, challenge: 'none', redeems: [{ as: 'unasked-verifier', verifier: 'unasked' }] },
);

/** The redirect URI of the token request is not that of the authorization request. */
export const otherUri: VisitOf<'odd-return'> = oddly(
  'other-redirect-uri',
  'the code is redeemed with another redirect URI',
  { ...quiet, redeems: [{ as: 'other-redirect-uri', redirectUri: 'other' }] },
);

/** Somebody else has caught the code. */
export const otherClient: VisitOf<'odd-return'> = oddly(
  'other-client',
  'the code is redeemed by another client',
  { ...quiet, redeems: [{ as: 'other-client', clientId: 'other' }] },
);

/** A code that there is not. */
export const inventedCode: VisitOf<'odd-return'> = oddly(
  'invented-code',
  'a code is redeemed that nobody was given',
  { ...quiet, redeems: [{ as: 'invented-code', code: 'invented' }] },
);

/** Code and secret stand in the address. */
export const byGet: VisitOf<'odd-return'> = oddly('token-by-get', 'the code is redeemed with GET', {
  ...quiet,
  redeems: [{ as: 'token-by-get', method: 'GET' }],
});

/** Comes last of all: a server may take back all that it has granted, and ask for a consent again. */
export const replayed: VisitOf<'code-replay'> = {
  kind: 'code-replay',
  drivers: ['http'],
  name: 'code-replay',
  title: 'the code is redeemed, and once more',
  client: { ...quiet, redeems: [{}, { as: 'code-again' }] },
};

/** RFC 6749 §4.1.2 recommends ten minutes at most; half a minute more, for clocks that differ. */
const longMs = 630_000;

/** A code that has lain about. */
export const late: VisitOf<'code-replay'> = {
  kind: 'code-replay',
  drivers: ['http'],
  name: 'late-code',
  title: 'the code is redeemed 10 minutes and 30 seconds later',
  withIntrusive: true,
  client: { ...quiet, redeems: [{ as: 'late-code', afterMs: longMs }] },
};

/** The same, and then the token that the first time brought is used. */
export const replayedAndUsed: VisitOf<'code-replay'> = {
  kind: 'code-replay',
  drivers: ['http'],
  name: 'code-replay-then-info',
  title: 'the code is redeemed, and once more; then the first token is used',
  withIntrusive: true,
  client: { redeems: [{}, { as: 'code-again' }], informs: [{ as: 'after-replay' }] },
};
