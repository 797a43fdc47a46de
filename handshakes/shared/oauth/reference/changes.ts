import type { EndpointRequest, GrantPlan } from '../../../../protocol/plan-grant.js';
import type { Answer, Mutant } from '../../../../protocol/plan.js';

/** Pieces from which mutants of an authorization server are made: each changes one step of the honest plan. */

type Change = Mutant['change'];

/** A field name and its value. */
type Field = readonly [name: string, value: string];

/** Steps of the authorization server, changed; a flow that is none stays as it is. */
export function grantChange(change: (honest: GrantPlan) => Partial<GrantPlan>): Change {
  return ({ grant }) => (grant === undefined ? {} : { grant: { ...grant, ...change(grant) } });
}

/** What the token endpoint answers, rewritten. */
export function tokenAnswerChange(
  rewrite: (answer: Answer, request: EndpointRequest) => Answer,
): Change {
  return grantChange(({ tokenAnswer }) => ({
    tokenAnswer: (outcome, request) => rewrite(tokenAnswer(outcome, request), request),
  }));
}

/** What the Info API answers, rewritten. */
export function infoAnswerChange(
  rewrite: (answer: Answer, request: EndpointRequest) => Answer,
): Change {
  return grantChange(({ infoAnswer }) => ({
    infoAnswer: (request, user, token) => rewrite(infoAnswer(request, user, token), request),
  }));
}

/** What answers `OPTIONS` at one of the two, rewritten. */
export function preflightChange(
  endpoint: EndpointRequest['endpoint'],
  rewrite: (answer: Answer, request: EndpointRequest) => Answer,
): Change {
  return grantChange(({ preflight }) => ({
    preflight: (request) => {
      const answer = preflight(request);
      return request.endpoint === endpoint ? rewrite(answer, request) : answer;
    },
  }));
}

/** An answer with some fields replaced (by name, case-insensitively), some left out. */
export function withFields(
  answer: Answer,
  fields: readonly Field[],
  without: readonly string[] = [],
): Answer {
  const gone = new Set([...fields.map(([name]) => name), ...without].map((n) => n.toLowerCase()));
  const kept = answer.headers.filter(([name]) => !gone.has(name.toLowerCase()));
  return { ...answer, headers: [...kept, ...fields] };
}
