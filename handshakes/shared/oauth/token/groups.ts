import type { GroupsClaim } from '../../../../protocol/oauth/client.js';
import { readTokenAnswer } from '../../../../protocol/oauth/token-answer.js';
import { decodeText } from '../../../../protocol/jose/base64url.js';
import { readJson, type JsonObject } from '../../../../protocol/json.js';
import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { met, noted, notReached, unmet, type Finding } from '../../../../protocol/verdict.js';
import { bothDrivers, plain, signingIn } from '../../visits.js';
import { listed, quoted, typeName } from '../../sentences.js';
import { grantChange } from '../mutants.js';
import { grants, onAnswer, type Answered } from '../seen.js';
import type { OAuthTexts } from '../texts.js';

/** The claims of a token that is a JWS; undefined for one that is opaque. */
function claimsIn(token: string): JsonObject | undefined {
  const [, payload] = token.split('.');
  const value = payload === undefined ? undefined : readJson(decodeText(payload) ?? '').value;
  return value;
}

/** What a claim holds, by the rules of the docs host: a text is split by the delimiter alone, an array never. */
function groupsFinding(value: unknown, { claim, delimiter }: GroupsClaim): Finding {
  const expected = `${quoted(claim)} is an array of texts, or a text${delimiter === undefined ? '' : ` whose parts are apart by ${quoted(delimiter)}`}.`;
  if (typeof value === 'string') {
    if (delimiter !== undefined || !/[,;| ]/.test(value)) return met;
    return noted(
      'The claim is a text with separators in it, and without --groups-delimiter it is one group.',
    );
  }
  if (!Array.isArray(value)) return unmet(expected, `It is ${typeName(value)}.`);
  const odd = (value as readonly unknown[]).find((each) => typeof each !== 'string');
  return odd === undefined ? met : unmet(expected, `One of its members is ${typeName(odd)}.`);
}

function finding(call: Answered, groups: GroupsClaim): Finding {
  if (!grants(call)) return notReached('No access token was given: see token-endpoint-answers.');
  const { idToken, accessToken } = readTokenAnswer(call);
  const token = groups.token === 'id_token' ? idToken : accessToken;
  const expected = `${groups.token} has the claim ${quoted(groups.claim)}.`;
  if (token === undefined) {
    return unmet(expected, `The answer has no ${groups.token}: openid has to be among the scopes.`);
  }
  const claims = claimsIn(token.reveal());
  if (claims === undefined)
    return unmet(expected, `${groups.token} is no JWS, so no claim can be read.`);
  const value = claims[groups.claim];
  return value === undefined
    ? unmet(expected, `It has ${listed(Object.keys(claims).slice(0, 12))}.`)
    : groupsFinding(value, groups);
}

/** Groups come from a claim where one is named. */
export const tokenClaimsGroups = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'token-claims-groups',
    level: 'must',
    class: 'documented',
    source: texts.sources.groups,
    title: 'The claim that is named holds the groups of the reader',
    why: 'A claim that is not there, or no list of texts, gives the reader no group, and their pages are not found.',
    fix: 'Map the groups into the claim that --groups-claim names, of the token that --groups-token names, as an array of texts; for an id_token ask for the scope openid.',
    inCalls: true,
    stage: 'exchange',
    visits: [signingIn, plain],
    seenBy: bothDrivers,
    moot: ({ client }) =>
      client?.groups === undefined
        ? { reason: 'No claim is named: give --groups-claim where groups come from a token.' }
        : undefined,
    check: onAnswer('token', (call, { client }) =>
      client?.groups === undefined ? met : finding(call, client.groups),
    ),
    brokenBy: [
      {
        name: 'groups-as-objects',
        change: grantChange((honest) => ({
          idClaims: (grant, request) => {
            const claims = honest.idClaims(grant, request);
            const groups = grant.request.user.groups.map((name) => ({ name }));
            return claims && { ...claims, groups };
          },
        })),
      },
      {
        name: 'claim-renamed',
        change: grantChange((honest) => ({
          idClaims: (grant, request) => {
            const { groups, ...claims } = honest.idClaims(grant, request) ?? {};
            return { ...claims, roles: groups ?? [] };
          },
        })),
      },
      { name: 'no-id-token', change: grantChange(() => ({ idClaims: () => undefined })) },
    ],
  });
