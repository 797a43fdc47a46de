import fc from 'fast-check';
import { test } from '@playwright/test';

/** Cases per property: many in a pipeline, few at a desk. */
export const cases: number = process.env['CI'] === undefined ? 5_000 : 30_000;

const given = process.env['PROPERTY_SEED'];

/** The seed of this run: `PROPERTY_SEED` repeats one, otherwise the clock gives it. */
export const seed: number = given === undefined ? Date.now() % 2 ** 31 : Number(given);

/**
 * Checks one property and notes its seed; a failure names the smallest case and the seed as well.
 *
 * @param share the part of the cases that a slow check is given; 1 for all
 */
export async function holds<T>(
  values: fc.Arbitrary<T>,
  check: (value: T) => void | Promise<void>,
  share: number = 1,
): Promise<void> {
  const numRuns = Math.ceil(cases * share);
  const description = `${numRuns} cases, seed ${seed} (PROPERTY_SEED=${seed} repeats them)`;
  test.info().annotations.push({ type: 'property', description });
  process.stdout.write(`  ${test.info().title}: ${description}\n`);
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      const result = check(value);
      if (result !== undefined) await result;
    }),
    { seed, numRuns, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
  );
}

/** Throws where a statement does not hold: cheaper than `expect` in thirty thousand cases. */
export function claim(holdsTrue: boolean, statement: string): asserts holdsTrue {
  if (!holdsTrue) throw new Error(`Not so: ${statement}.`);
}

const pieces = [
  '#', '?', '&', '=', '/', '//', '\\', '.', ':', '@', '%', '%2e', '%2F', '%5C', '%0A', '%09', '%00',
  '%25', '%zz', '%ff', ' ', '\t', '\n', '\r', '\0', '+', '-', '_', '"', "'", '<', 'b\'', '[', ']',
  'http:', 'https:', 'javascript:', 'blob:', 'data:', 'evil.example', 'docs.foo.com', 'localhost',
  'jwt=', 'anchor=', 'redirect=', 'Bearer ', 'ey', 'eyJ', 'eyJhbGciOiJFZERTQSJ9', 'e30', 'ewogIA',
  'code=', '"token":"', '\\"state\\":\\"', 'Authorization: x ', '%22',
  'eyJhbGciOiJub25lIn0.e30.', 'aaa.bbb.ccc', '-----BEGIN ', '\u3002', '\u00e9', '\ud800', '😀',
] as const; // prettier-ignore

/** Text as attacks and accidents make it: the pieces that readers look for, with anything between them. */
export const roughText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

/** Absolute URLs, or nearly so. */
export const roughUrl: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: roughText.map((text) => `https://docs.foo.com/login${text}`) },
  { weight: 1, arbitrary: roughText.map((text) => `https:${text}`) },
  { weight: 1, arbitrary: roughText },
);

const encoded = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** A strict compact JWS with a header, claims and a signature of some length. */
export const strictToken: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('EdDSA', 'ES256', 'HS256', 'none'),
    fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 }),
    fc.uint8Array({ minLength: 32, maxLength: 72 }),
  )
  .map(([alg, claims, signature]) =>
    [encoded({ alg }), encoded(claims), Buffer.from(signature).toString('base64url')].join('.'),
  );

/** One small accident: characters replaced at some place of a text. */
export interface Accident {
  readonly at: number;
  readonly removed: number;
  readonly put: string;
}

/** Accidents, each at a place between 0 and 1. */
export const accident: fc.Arbitrary<Accident> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat({ max: 2 }),
  put: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 2 }), fc.constant('')),
});

/** The text after an accident. */
export function after(text: string, { at, removed, put }: Accident): string {
  const place = Math.floor(at * text.length);
  return text.slice(0, place) + put + text.slice(place + removed);
}
