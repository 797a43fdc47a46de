import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { met, notReached, unmet } from '../../../../protocol/verdict.js';
import { oauthRfc } from '../../sources.js';
import { plain, signingIn } from '../../visits.js';
import { grantChange } from '../mutants.js';
import { codeOf, grants, onOddRequest, requestOf, someGranted, wasGranted } from '../seen.js';
import { byPage, type OAuthTexts } from '../texts.js';
import { withChallenge } from '../visits.js';
import { challengeAsVerifier, noVerifier, unaskedVerifier, wrongVerifier } from './visits.js';

/** Whether a code challenge is worth anything. */

const ways = ['wrong-verifier', 'wrong-verifier-again', 'no-verifier', 'challenge-as-verifier'];

const words: Readonly<Record<string, string>> = {
  'wrong-verifier': 'with a wrong verifier',
  'wrong-verifier-again': 'with a wrong verifier, at the second attempt',
  'no-verifier': 'without a verifier',
  'challenge-as-verifier': 'with the challenge itself as the verifier, as if it were plain',
};

const pkceEnforced = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'token-pkce-enforced',
    level: byPage(texts) ? 'must' : 'should',
    class: 'rfc',
    source: oauthRfc(7636, '4.6'),
    title: 'A code with a challenge is redeemed with its verifier alone',
    why: 'Whoever catches a code redeems it, as if there had been no challenge.',
    fix: 'Keep the challenge with the code; hash code_verifier with SHA-256, compare, and answer invalid_grant where they differ or where it is missing.',
    stage: 'exchange',
    visits: [wrongVerifier, noVerifier, challengeAsVerifier],
    // What a like request needs of the client is judged by what was granted.
    controls: byPage(texts) ? [plain] : [withChallenge],
    seenBy: ['http'],
    refusalIsFine: true,
    check: onOddRequest(
      (context) =>
        [signingIn, plain, withChallenge].some((visit) => {
          const reading = context.other(visit);
          return (
            wasGranted(reading) &&
            reading !== undefined &&
            requestOf(reading.exchange).has('code_challenge')
          );
        }),
      ways,
      (calls) => {
        const granted = calls.find(grants);
        return granted === undefined
          ? met
          : unmet(
              'Without its verifier a code brings no token.',
              `A token was given ${words[granted.way ?? ''] ?? ''}.`,
            );
      },
    ),
    brokenBy: [
      {
        name: 'verifier-ignored',
        change: grantChange((honest) => ({
          takesVerifier: (verifier, grant, request) =>
            grant.challenge !== undefined || honest.takesVerifier(verifier, grant, request),
        })),
      },
      {
        name: 'second-attempt-passes',
        change: grantChange((honest) => ({
          isUnused: (grant) => grant.redeemed === 0,
          takesVerifier: (verifier, grant, request) =>
            (grant.failed > 0 && grant.challenge !== undefined) ||
            honest.takesVerifier(verifier, grant, request),
        })),
      },
      {
        name: 'plain-accepted',
        change: grantChange((honest) => ({
          takesVerifier: (verifier, grant, request) =>
            (verifier !== undefined && verifier === grant.challenge) ||
            honest.takesVerifier(verifier, grant, request),
        })),
      },
      {
        name: 'verifier-optional',
        change: grantChange((honest) => ({
          takesVerifier: (verifier, grant, request) =>
            verifier === undefined || honest.takesVerifier(verifier, grant, request),
        })),
      },
    ],
  });

const pkceDowngrade = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'token-pkce-downgrade',
    level: byPage(texts) ? 'must' : 'should',
    class: 'rfc',
    source: oauthRfc(9700, '4.8.2'),
    title: 'A verifier is refused where no challenge asked for one',
    why: 'Whoever takes the challenge out of a link plants a code of their own, and the docs host sends its verifier in vain.',
    fix: 'Refuse code_verifier for a code whose request had no code_challenge; better, refuse requests without a challenge.',
    stage: 'exchange',
    visits: [unaskedVerifier],
    seenBy: ['http'],
    refusalIsFine: true,
    check: (reading, context) => {
      if (!someGranted(signingIn, plain)(context)) {
        return notReached('No code was redeemed in the usual way: see token-endpoint-answers.');
      }
      // Who gives no code without a challenge leaves nothing to take out.
      if (codeOf(reading.exchange) === undefined) return met;
      return onOddRequest(
        () => true,
        ['unasked-verifier'],
        (calls) =>
          calls.some(grants)
            ? unmet(
                'A verifier that no challenge asked for is refused.',
                'A token was given for a code without a challenge, although a verifier came along.',
              )
            : met,
      )(reading, context);
    },
    brokenBy: [
      {
        name: 'downgrade',
        change: grantChange((honest) => ({
          refusal: (request) =>
            request.asked.challenge === undefined && request.asked.responseType === 'code'
              ? undefined
              : honest.refusal(request),
          takesVerifier: (verifier, grant, request) =>
            grant.challenge === undefined || honest.takesVerifier(verifier, grant, request),
        })),
      },
    ],
  });

/** The rows about PKCE at the token endpoint, in the order of the catalogue. */
export const pkceRequirements = (texts: OAuthTexts): readonly UndatedRequirement[] => [
  pkceEnforced(texts),
  pkceDowngrade(texts),
];
