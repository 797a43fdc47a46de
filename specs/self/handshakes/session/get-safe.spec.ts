import { expect, test } from '@playwright/test';
import { handshake } from '../../../../handshakes/mintlify-shared-session/index.js';
import type { Mutant } from '../../../../protocol/plan.js';
import { judgeMutant } from '../../harness/mutant-proof.js';

/** A session that is good for so many questions. */
const goodFor = (most: number): Mutant => ({
  name: `good-for-${most}`,
  change: ({ api }) => ({
    api: (request, user) => {
      const asked = Number(request.memory.get('asked') ?? 0) + (user === undefined ? 0 : 1);
      request.memory.set('asked', asked);
      const answer = api?.(request, user) ?? { status: 404, headers: [] };
      return user !== undefined && asked > most ? { ...answer, status: 401, body: '{}' } : answer;
    },
  }),
});

test('asking twice with the same cookies: what changed is noted, how long it took is told', async () => {
  const only = ['session-identifies', 'session-get-safe'];
  const judged = async (mutant: Mutant | undefined): Promise<readonly (string | undefined)[]> => {
    const report = await judgeMutant(handshake, mutant, 'http', 'http://localhost:4747', { only });
    const row = report.verdicts.find(({ id }) => id === 'session-get-safe');
    return [row?.outcome, row?.actual];
  };
  const [outcome, actual] = await judged(undefined);
  expect(outcome).toBe('pass');
  expect(actual).toMatch(/^Of [23] answers, 95 in 100 took at most \d+ ms\.$/);
  expect(await judged(goodFor(2))).toEqual([
    'note',
    'Asked twice with the same cookies, it answered 200 and then 401.',
  ]);
});
