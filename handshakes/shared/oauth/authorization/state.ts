import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { met, noted, notReachedFor } from '../../../../protocol/verdict.js';
import type { VisitOf } from '../../../../protocol/visit.js';
import { callbackChange } from '../../mutants.js';
import { oauthRfc } from '../../sources.js';
import { bothDrivers, deepLink, plain, signingIn } from '../../visits.js';
import { asking, replaced } from '../visits.js';
import { responseOf } from '../seen.js';
import { stateFinding } from './response.js';

const withState = (name: string, title: string, state: string): VisitOf<'odd-return'> =>
  asking(`state-${name}`, `with a state of ${title}`, (usual) => replaced(usual, 'state', state));

/** States as other clients make them: each is a text of the characters that RFC 6749 §A.5 allows. */
const oddStates: readonly VisitOf<'odd-return'>[] = [
  withState('base64', 'standard base64 (+, / and =)', 'b64:c3RhdGU+/ZG9jcw==+/=='),
  withState('percent', 'percent signs', '100%25%20docs%2Fhandshake'),
  withState('long', '512 characters', 'docs-handshake-'.repeat(35).slice(0, 512)),
  withState('json', 'JSON', '{"page":"/quickstart?a=1&b=2","n":"docs-handshake"}'),
];

/** The state is the client's own. */
export const stateEchoed: UndatedRequirement = requirement({
  id: 'oauth-state-echoed',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2'),
  title: 'state comes back as it was sent',
  why: 'The docs host knows its reader by state: where it comes back changed, it refuses the code, and nobody gets in.',
  fix: 'Decode state once, keep it as it is, and encode it once when you put it into the redirect.',
  inCalls: true,
  stage: 'callback',
  visits: [signingIn, plain, deepLink, ...oddStates],
  point: oddStates,
  seenBy: bothDrivers,
  refusalIsFine: true,
  check: ({ exchange }, context) => {
    const response = responseOf(exchange);
    if (response === undefined) return notReachedFor(exchange.stop);
    if (context.visit.kind === 'odd-return' && response.codes.length === 0) {
      // Nothing binds a server to take what it does not like; what it sends back has to be exact.
      return response.states.length === 0
        ? met
        : noted(`An odd state is refused with an error (${context.visit.title}).`);
    }
    return stateFinding(exchange, context);
  },
  brokenBy: [
    { name: 'state-dropped', change: callbackChange((url) => url.replace(/&state=[^&#]*/, '')) },
    {
      name: 'state-decoded-twice',
      withoutSession: 'intrusive',
      seenBy: ['http'],
      change: callbackChange((url) =>
        url.replace(/(&state=)([^&#]*)/, (_all, name: string, value: string) => {
          const once = decodeURIComponent(value.replaceAll('+', ' '));
          const twice = once.replace(/%([0-9a-f]{2})/gi, (_code, hex: string) =>
            String.fromCharCode(Number.parseInt(hex, 16)),
          );
          return name + encodeURIComponent(twice);
        }),
      ),
    },
    {
      name: 'state-truncated',
      withoutSession: 'intrusive',
      seenBy: ['http'],
      change: callbackChange((url) => url.replace(/(&state=[^&#]{255})[^&#]*/, '$1')),
    },
    {
      name: 'plus-becomes-blank',
      withoutSession: 'intrusive',
      seenBy: ['http'],
      change: callbackChange((url) =>
        url.replace(/(&state=)([^&#]*)/, (_all, name: string, value: string) => {
          const once = decodeURIComponent(value.replaceAll('+', ' '));
          return name + encodeURIComponent(once.replaceAll('+', ' '));
        }),
      ),
    },
    { name: 'state-twice', change: callbackChange((url) => `${url}&state=docs`) },
  ],
});
