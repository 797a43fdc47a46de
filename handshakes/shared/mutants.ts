import type { JsonObject } from '../../protocol/json.js';
import type { Answer, ApiRequest, LoginPlan, PlanRequest } from '../../protocol/plan.js';

/** Pieces from which mutants are made: each changes one thing of the honest plan. */

type Change = (honest: LoginPlan) => Partial<LoginPlan>;

/** The honest callback URL, rewritten. */
export function callbackChange(
  rewrite: (url: string, token: string, request: PlanRequest) => string,
): Change {
  return (honest) => ({
    callback: (token, request) => rewrite(honest.callback(token, request), token, request),
  });
}

/** The same where the callback follows the sign-in form at once; a reader who comes back signed in gets the honest one. */
export function afterSignIn(
  rewrite: (url: string, token: string, request: PlanRequest) => string,
): Change {
  return callbackChange((url, token, request) =>
    request.method === 'POST' ? rewrite(url, token, request) : url,
  );
}

/** The honest token text, rewritten. */
export function tokenTextChange(rewrite: (token: string) => string): Change {
  return (honest) => ({
    token: async (header, claims, request) => rewrite(await honest.token(header, claims, request)),
  });
}

/** The honest claims with some replaced; `undefined` removes one. */
export function claimsChange(
  change: (claims: JsonObject, request: PlanRequest) => JsonObject,
): Change {
  return (honest) => ({
    claims: (request) => {
      const claims = honest.claims(request);
      return { ...claims, ...change(claims, request) };
    },
  });
}

/** The same for everybody but the first user who signed in. */
export function claimsChangeForSecond(change: JsonObject): Change {
  return claimsChange((_claims, { memory, user }) => {
    const first = memory.get('first user') ?? user.username;
    memory.set('first user', first);
    return user.username === first ? {} : change;
  });
}

/** The honest protected header with some members replaced. */
export function headerChange(change: JsonObject): Change {
  return (honest) => ({ header: (request) => ({ ...honest.header(request), ...change }) });
}

/** The honest answer with some header fields replaced (by name, case-insensitively) and, where given, another status. */
export function answerChange(change: {
  readonly status?: number;
  readonly headers?: (token: string) => readonly (readonly [name: string, value: string])[];
  readonly without?: readonly string[];
}): Change {
  return (honest) => ({
    answer: (location, token, request) => {
      const answer = honest.answer(location, token, request);
      const added = change.headers?.(token) ?? [];
      const gone = new Set([...added.map(([name]) => name), ...(change.without ?? [])]);
      const dropped = new Set([...gone].map((name) => name.toLowerCase()));
      return {
        ...answer,
        status: change.status ?? answer.status,
        headers: [...answer.headers.filter(([name]) => !dropped.has(name.toLowerCase())), ...added],
      };
    },
  });
}

/** The honest answer of the session API, rewritten; a flow that has none stays as it is. */
export function apiChange(rewrite: (answer: Answer, request: ApiRequest) => Answer): Change {
  return ({ api }) =>
    api === undefined ? {} : { api: (request, user) => rewrite(api(request, user), request) };
}

/** A field name and its value. */
type Field = readonly [name: string, value: string];

/**
 * The same with some header fields replaced (by name, case-insensitively), some left out.
 *
 * @param when absent: in every answer
 */
export function apiHeaders(
  fields: (request: ApiRequest) => readonly Field[],
  without: readonly string[] = [],
  when: (answer: Answer) => boolean = () => true,
): Change {
  return apiChange((answer, request) => {
    if (!when(answer)) return answer;
    const added = fields(request);
    const gone = new Set([...added.map(([name]) => name), ...without].map((n) => n.toLowerCase()));
    const kept = answer.headers.filter(([name]) => !gone.has(name.toLowerCase()));
    return { ...answer, headers: [...kept, ...added] };
  });
}

/** Seconds since the epoch, as the flow's clock has it. */
export const nowSeconds = (request: PlanRequest): number => Math.floor(request.nowMs / 1000);

/** A compact JWS over header and claims with a signature made by the given function. */
export async function compose(
  header: JsonObject,
  claims: JsonObject,
  request: PlanRequest,
  sign: (signingInput: string) => Promise<Uint8Array>,
): Promise<string> {
  const { base64url } = request.tools;
  const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  return `${input}.${base64url(await sign(input))}`;
}
