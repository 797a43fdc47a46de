import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { plain } from '../../../handshakes/shared/visits.js';
import {
  levelIn,
  requirement,
  type Handshake,
  type Levels,
  type Requirement,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met } from '../../../protocol/verdict.js';

type EditionId = '2025-02' | '2026-03';

/** A row of no interest but for its level. */
const row = <E extends string>(level: Levels<E>): Requirement<E> =>
  requirement<'claims', E>({
    id: 'some-row',
    level,
    class: 'policy',
    source: { document: 'none', from: '2026' },
    title: 'Something holds',
    why: 'Because.',
    fix: 'Do so.',
    stage: 'claims',
    visits: [plain],
    seenBy: ['http'],
    check: () => met,
    brokenBy: [{ name: 'broken', change: () => ({}) }],
  });

const dated: Requirement<EditionId> = row<EditionId>({ '2025-02': 'should', '2026-03': 'must' });

/** `true` where a value of one type may stand where the other is asked for: the compiler decides it. */
type Fits<Given, Asked> = [Given] extends [Asked] ? true : false;

test('a level that is missing, misspelt or of another handshake does not compile', () => {
  // Each line compiles only with the answer that it has: a level that could be lost makes one of them an error.
  const whole: Fits<{ '2025-02': 'should'; '2026-03': 'must' }, Levels<EditionId>> = true;
  const missing: Fits<{ '2026-03': 'must' }, Levels<EditionId>> = false;
  const misspelt: Fits<{ '2025-02': 'should'; '2026-3': 'must' }, Levels<EditionId>> = false;
  const noLevel: Fits<{ '2025-02': 'should'; '2026-03': 'may' }, Levels<EditionId>> = false;
  const undated: Fits<{ '2025-02': 'should'; '2026-03': 'must' }, Levels<never>> = false;
  expect([whole, missing, misspelt, noLevel, undated]).toEqual([true, false, false, false, false]);

  type Rows<E extends string> = Handshake<E>['requirements'][number];
  const own: Fits<Requirement<EditionId>, Rows<EditionId>> = true;
  const everybodys: Fits<UndatedRequirement, Rows<EditionId>> = true;
  const others: Fits<Requirement<'2025-05' | '2026-08'>, Rows<EditionId>> = false;
  const older: Fits<Requirement<'2025-02'>, Rows<EditionId>> = false;
  const unknown: Fits<Requirement, Rows<EditionId>> = false;
  const asUndated: Fits<Requirement<EditionId>, UndatedRequirement> = false;
  expect([own, everybodys, others, older, unknown, asUndated]).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('a level is that of the edition, and never made up', () => {
  expect(levelIn(dated, '2025-02')).toBe('should');
  expect(levelIn(dated, '2026-03')).toBe('must');
  expect(levelIn(row<never>('info'), '1999-01')).toBe('info');
  expect(() => levelIn(dated, '2026-3')).toThrow('some-row has no level in edition 2026-3.');
});

test('every row has a level in every edition of its handshake', async () => {
  for (const { facts, requirements } of await handshakes()) {
    for (const { id } of facts.editions) {
      const levels = requirements.map((item) => levelIn(item, id));
      expect(
        levels.filter((level) => !['must', 'should', 'info'].includes(level)),
        id,
      ).toEqual([]);
    }
  }
});
