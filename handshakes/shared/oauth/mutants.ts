import type { EndpointRequest, GrantPlan } from '../../../protocol/plan-grant.js';
import type { Answer, LoginPlan, Mutant } from '../../../protocol/plan.js';

/** Pieces from which mutants of an authorization server are made: each changes one step of the honest one. */

type Change = Mutant['change'];

/** The honest authorization server with some steps replaced; a flow that is none stays as it is. */
export const grantChange =
  (change: (honest: GrantPlan) => Partial<GrantPlan>): Change =>
  ({ grant }: LoginPlan): Partial<LoginPlan> =>
    grant === undefined ? {} : { grant: { ...grant, ...change(grant) } };

/** Steps that answer a client with a response. */
type Endpoint = 'token' | 'info' | 'preflight';

/** The honest answer of an endpoint, rewritten; that to a preflight of the Info API alone. */
export function endpointChange(
  endpoint: Endpoint,
  rewrite: (answer: Answer, request: EndpointRequest) => Answer,
): Change {
  return grantChange((honest) => {
    switch (endpoint) {
      case 'token':
        return {
          tokenAnswer: (outcome, request) => rewrite(honest.tokenAnswer(outcome, request), request),
        };
      case 'info':
        return {
          infoAnswer: (request, user, token) =>
            rewrite(honest.infoAnswer(request, user, token), request),
        };
      case 'preflight':
        return {
          preflight: (request) => {
            const answer = honest.preflight(request);
            return request.endpoint === 'info' ? rewrite(answer, request) : answer;
          },
        };
    }
  });
}

type Field = readonly [name: string, value: string];

/**
 * The same with some header fields replaced (by name, case-insensitively), some left out.
 *
 * @param when absent: in every answer
 */
export function endpointHeaders(
  endpoint: Endpoint,
  fields: (request: EndpointRequest) => readonly Field[],
  without: readonly string[] = [],
  when: (answer: Answer) => boolean = () => true,
): Change {
  return endpointChange(endpoint, (answer, request) => {
    if (!when(answer)) return answer;
    const added = fields(request);
    const gone = new Set([...added.map(([name]) => name), ...without].map((n) => n.toLowerCase()));
    const kept = answer.headers.filter(([name]) => !gone.has(name.toLowerCase()));
    return { ...answer, headers: [...kept, ...added] };
  });
}

/** An answer with its JSON members changed; one that is no JSON object stays as it is. */
export function withMembers(
  answer: Answer,
  change: (members: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Answer {
  const members: unknown = JSON.parse(answer.body ?? '{}');
  return typeof members === 'object' && members !== null
    ? { ...answer, body: JSON.stringify(change({ ...members })) }
    : answer;
}
