import { requirement, type Requirement } from '../../protocol/requirement.js';
import { notReached } from '../../protocol/verdict.js';
import { keptByNobody } from '../shared/http/private-answer.js';
import { apiHeaders } from '../shared/mutants.js';
import { bothDrivers, plain, signingIn } from '../shared/visits.js';
import { isSuccess, onAnswer } from './answer.js';
import type { EditionId } from './facts.js';
import { corsText } from './sources.js';

const cacheControl = (value: string | undefined) =>
  apiHeaders(
    () => (value === undefined ? [] : [['Cache-Control', value]]),
    value === undefined ? ['Cache-Control'] : [],
  );

/** Who reads is in no cache. */
export const sessionNotStored: Requirement<EditionId> = requirement({
  id: 'session-not-stored',
  level: 'must',
  class: 'documented',
  source: corsText,
  title: 'The answer is stored nowhere',
  why: 'A cache in the browser or on the way gives the next reader the groups and the content of the one before.',
  fix: 'Set Cache-Control: private, no-store on every answer of the session API.',
  stage: 'exchange',
  visits: [signingIn, plain],
  seenBy: bothDrivers,
  check: onAnswer((call) => {
    if (!isSuccess(call)) return notReached('Nobody was identified: see session-identifies.');
    return keptByNobody(call.response);
  }),
  brokenBy: [
    { name: 'max-age-60', change: cacheControl('max-age=60') },
    { name: 'cached-for-next-user', change: cacheControl('private, max-age=300') },
    { name: 'public-s-maxage', change: cacheControl('public, s-maxage=600') },
    { name: 'nothing-said', change: cacheControl(undefined) },
  ],
});
