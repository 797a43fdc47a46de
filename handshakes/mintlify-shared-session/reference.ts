import type { JsonObject } from '../../protocol/json.js';
import type { Answer, ApiRequest, ReferenceSteps } from '../../protocol/plan.js';
import { userClaims } from '../shared/honest-steps.js';

/** What a session API answers: the user, or 401; readable by the docs alone, stored nowhere. */
function api({ headers, docsOrigin }: ApiRequest, user: JsonObject | undefined): Answer {
  const own = headers['origin'] === docsOrigin;
  return {
    status: user === undefined ? 401 : 200,
    headers: [
      ...(own
        ? ([
            ['Access-Control-Allow-Origin', docsOrigin],
            ['Access-Control-Allow-Credentials', 'true'],
          ] as const)
        : []),
      ['Vary', 'Origin'],
      ['Cache-Control', 'private, no-store'],
      ['Content-Type', 'application/json; charset=utf-8'],
    ],
    body: JSON.stringify(user ?? { error: 'not signed in' }),
  };
}

/** The reference dashboard: a sign-in that leads home, and a session API behind its cookie. */
export const reference: ReferenceSteps = {
  claims: (request) => {
    // Nothing expires but the session: there is no token.
    const { expiresAt, groups, content } = userClaims(request);
    return { expiresAt, groups, content };
  },
  callback: () => '/dashboard',
  // Docs may be on another site than the dashboard.
  sessionCookie: (id) => `login_session=${id}; Path=/; HttpOnly; SameSite=None; Secure`,
  api,
};
