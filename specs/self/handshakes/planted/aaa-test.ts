/** A handshake of another docs host: a shared secret signs, and a parameter of the query carries the token. */

import type { TokenFacts } from '../../../../protocol/handshake.js';
import type { TokenHandshake } from '../../../../protocol/requirement.js';
import { callbackRequirements } from '../../../../handshakes/shared/callback/origin-and-form.js';
import { userClaims } from '../../../../handshakes/shared/honest-steps.js';
import {
  envelopeRequirements,
  tokenExpPresent,
} from '../../../../handshakes/shared/token/envelope.js';
import { timeRequirements } from '../../../../handshakes/shared/token/times.js';
import type { HandshakeTexts } from '../../../../handshakes/shared/texts.js';

type EditionId = '2020-01' | '2021-01';
const facts: TokenFacts<EditionId> = {
  id: 'aaa-test',
  title: 'Aaa test',
  algorithm: 'HS256',
  keyForm: 'shared-secret',
  carrier: { by: 'query', name: 'jwt_token' },
  callbackPath: '/aaa/in',
  knowsAnchors: false,
  returnParam: 'location',
  returnParamIsFixed: true,
  returnValue: 'absolute',
  allowsDocsPath: false,
  docsAreOpen: false,
  loginPath: '/aaa',
  reservedPaths: ['/aaa'],
  editions: [
    { id: '2020-01', from: '2020-01-01', to: '2020-12-31', says: 'old' },
    { id: '2021-01', from: '2021-01-01', says: 'new' },
  ],
};

/** A page of the docs, whole; undefined for anything else. */
const ownPage = (value: string | undefined, docsOrigin: string): string | undefined =>
  value !== undefined && URL.canParse(value) && new URL(value).origin === docsOrigin
    ? new URL(value).href
    : undefined;

const source = { document: 'Aaa docs', from: '2020-01-01' };
const texts: HandshakeTexts = {
  facts,
  sources: {
    handshake: source,
    callback: source,
    userFormat: source,
    lifetime: source,
    loginLinks: source,
  },
  userPlace: 'the payload',
  algorithmFix: 'Sign with HS256.',
  mistakenFor: {},
  otherKey: 'of another kind',
  formerParameters: {},
  tokenPath: '/aaa/in',
  furtherWays: [],
};
export const handshake: TokenHandshake<EditionId> = {
  facts,
  requirements: [
    ...callbackRequirements(texts).filter(({ id }) => id !== 'callback-fragment-form'),
    ...envelopeRequirements(texts),
    tokenExpPresent(texts, { '2020-01': 'info', '2021-01': 'must' }),
    ...timeRequirements(texts),
  ],
  userSchema: { type: 'object' },
  reference: {
    claims: userClaims,
    callback: (token, request) => {
      const page = ownPage(request.returnTo, request.docsOrigin);
      const way = page === undefined ? '' : `&location=${encodeURIComponent(page)}`;
      return `${request.callbackBase}?jwt_token=${token}${way}`;
    },
  },
};
