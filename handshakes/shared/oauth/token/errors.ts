import { readTokenAnswer } from '../../../../protocol/oauth/token-answer.js';
import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { met, unmet } from '../../../../protocol/verdict.js';
import { capital, quoted } from '../../sentences.js';
import { oauthRfc } from '../../sources.js';
import { plain, signingIn } from '../../visits.js';
import { endpointChange, withMembers } from '../mutants.js';
import { codeOf, grants, onOddRequest, someGranted, type Answered } from '../seen.js';
import { inventedCode, wrongVerifier } from './visits.js';

/** What the token endpoint answers a client that is wrong. */

/** The errors of RFC 6749 §5.2. */
const known = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** What a stack trace looks like, in one language or another. */
const trace =
  /\bat [\w.<>$]+ \(?[\w/\\.:-]+:\d+|Traceback \(most recent call last\)|\.(?:java|kt|rb|py|php|go|ts|js):\d+|^\s*#\d+ \S+\(\d+\)/m;

function fault(call: Answered, code: string | undefined): string | undefined {
  const { status, body } = call.response;
  const { error, members, problem } = readTokenAnswer(call);
  const text = body?.text?.reveal() ?? '';
  if (trace.test(text)) return 'The answer holds what looks like a stack trace.';
  if (code !== undefined && code.length >= 8 && text.includes(code)) {
    return 'The answer repeats the code.';
  }
  if (status !== 400 && status !== 401) {
    return `The answer is ${status}${error === undefined ? '' : ` with error=${quoted(error)}`}.`;
  }
  if (members === undefined) return `${capital(problem ?? 'it is no JSON')}.`;
  if (error === undefined) return 'The answer has no member error.';
  return known.has(error) ? undefined : `error is ${quoted(error)}, which RFC 6749 does not know.`;
}

/** A client that is told what was wrong can say so. */
export const tokenErrors: UndatedRequirement = requirement({
  id: 'token-errors',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6749, '5.2'),
  title: 'A refusal is 400 or 401 with an error of the list, and nothing else',
  why: 'The docs host tells its reader what to do by the error: a 500, a 200 or a page says nothing, and a stack trace too much.',
  fix: 'Answer a wrong code with 400 and {"error":"invalid_grant"}, a wrong client with 401 and {"error":"invalid_client"}.',
  stage: 'exchange',
  visits: [inventedCode, wrongVerifier],
  seenBy: ['http'],
  check: onOddRequest(
    someGranted(signingIn, plain),
    ['invented-code', 'wrong-verifier'],
    (calls, _context, exchange) => {
      const code = codeOf(exchange);
      const refused = calls.filter((call) => !grants(call));
      const found = refused.map((call) => fault(call, code)).find((each) => each !== undefined);
      return found === undefined
        ? met
        : unmet('The answer is 400 or 401 with JSON whose error is one of RFC 6749 §5.2.', found);
    },
  ),
  brokenBy: [
    {
      name: '500-on-bad-code',
      change: endpointChange('token', (answer) =>
        answer.status === 400
          ? { ...answer, status: 500, body: '{"message":"Internal error"}' }
          : answer,
      ),
    },
    {
      name: '200-with-error',
      change: endpointChange('token', (answer) =>
        answer.status === 400 ? { ...answer, status: 200 } : answer,
      ),
    },
    {
      name: 'error-of-its-own',
      change: endpointChange('token', (answer) =>
        answer.status === 400
          ? withMembers(answer, () => ({ error: 'bad_verification_code' }))
          : answer,
      ),
    },
    {
      name: 'stack-trace',
      change: endpointChange('token', (answer) =>
        answer.status === 400
          ? withMembers(answer, (members) => ({
              ...members,
              detail: 'Error: no such code\n    at redeem (/srv/acme/oauth/token.js:42:11)',
            }))
          : answer,
      ),
    },
  ],
});
