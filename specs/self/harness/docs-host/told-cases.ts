import type { Controlled } from '../control-client.js';
import { backWith, canary, type ToldServer } from './oauth-host.js';

/** What befalls a client of an authorization server, whoever redeems the code. */

/** Faults on demand that end a login, and the refusals that they end in. */
export const endingFaults: readonly (readonly [kind: string, code: string])[] = [
  ['refuse-code', 'code-refused'],
  ['lose-info', 'answer-lost'],
  ['mix-state', 'state-of-another-browser'],
];

/** An error whose description is hostile: where the browser goes with it. */
export const hostileError = (text: string): ToldServer['authorize'] =>
  backWith(
    (state) => `?error=access_denied&state=${state}&error_description=${encodeURIComponent(text)}`,
  );

/** Answers with a state that is not that of the request, the row that falls, and a part of its sentence. */
export const strangeStates: readonly (readonly [
  Pick<ToldServer, 'authorize'>,
  row: string,
  says: string,
])[] = [
  [
    { authorize: backWith(() => `?code=${canary.code}`) },
    'oauth-state-echoed',
    'did not come back',
  ],
  [
    { authorize: backWith((state) => `?code=${canary.code}&state=${state}x`) },
    'oauth-state-echoed',
    'came back changed',
  ],
];

/** State and count of every fault that was ordered, in order. */
export async function faultCounts(
  played: Pick<Controlled, 'call'>,
): Promise<readonly (readonly [state: string, count: number])[]> {
  const { body } = await played.call<{ faults: { state: string; count: number }[] }>(
    'GET',
    '/faults',
  );
  return body.faults.map(({ state, count }) => [state, count]);
}
