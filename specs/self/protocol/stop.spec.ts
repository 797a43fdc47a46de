import { expect, test } from '@playwright/test';
import type { Advice, StopParts } from '../../../protocol/exchange.js';
import { mapStop, sentenceOf, withNote, withoutAdvice } from '../../../protocol/stop.js';

const seen = 'It answered 401 to the password';
const credentials: Advice = { on: 'credentials', user: 'first' };
const second: Advice = { on: 'credentials', user: 'second' };
const refused: StopParts = { seen, advice: credentials };
const spared: StopParts = {
  seen: 'The sign-in was refused, so no further visit was made',
  because: refused,
};

const sentences: readonly (readonly [stop: StopParts, says: string])[] = [
  [{}, ''],
  [{ seen }, `${seen}.`],
  [refused, `${seen}; check --username and --password.`],
  [{ seen, advice: second }, `${seen}; check --second-username and --second-password.`],
  [
    { seen: 'It goes on by script', advice: { on: 'driver' } },
    'It goes on by script; use --driver browser.',
  ],
  [{ seen, advice: { on: 'target', words: 'correct it' } }, `${seen}; correct it.`],
  [{ seen: 'The script failed', said: 'no button' }, 'The script failed: no button'],
  [
    withNote({ ...refused, notes: ['It is slow.'] }, 'It was sent twice.'),
    `${seen}; check --username and --password. It is slow. It was sent twice.`,
  ],
  [{ notes: ['The run was ended.'] }, 'The run was ended.'],
  [
    spared,
    `The sign-in was refused, so no further visit was made. ${seen}; check --username and --password.`,
  ],
];

test('the parts of an end are joined to sentences', () => {
  for (const [stop, says] of sentences) expect.soft(sentenceOf(stop)).toBe(says);
});

test('advice that a run has refuted goes, for the user it concerns, and in the end behind an end', () => {
  const wrong = (advice: Advice): boolean => advice.on === 'credentials' && advice.user === 'first';
  const rows: readonly (readonly [stop: StopParts, says: string])[] = [
    [refused, `${seen}.`],
    [{ seen, advice: second }, `${seen}; check --second-username and --second-password.`],
    [
      { seen: 'The page says “; check --username and --password.”', advice: credentials },
      'The page says “; check --username and --password.”.',
    ],
    [spared, `The sign-in was refused, so no further visit was made. ${seen}.`],
  ];
  for (const [stop, says] of rows) expect.soft(sentenceOf(withoutAdvice(stop, wrong))).toBe(says);
});

test('every text of an end goes through a mask, and its code does not', () => {
  const whole = {
    code: 'status' as const,
    seen: 'status a',
    said: 'status b',
    advice: { on: 'cookie', words: 'status c' } as const,
    notes: ['status d'],
    because: { seen: 'status e' },
  };
  expect(mapStop(whole, (text) => text.replace('status', '…'))).toEqual({
    code: 'status',
    seen: '… a',
    said: '… b',
    advice: { on: 'cookie', words: '… c' },
    notes: ['… d'],
    because: { seen: '… e' },
  });
});
