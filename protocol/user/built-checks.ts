import type { ValidateFunction } from 'ajv';

/**
 * What `ajv` made of the user schemas when the package was built, each by the JSON of its schema: the compiler takes 8 MB, and
 * longer than a token. Empty where nothing was built.
 */
export async function builtChecks(): Promise<ReadonlyMap<string, ValidateFunction>> {
  try {
    return (await import('./user-checks.js')).checks;
  } catch {
    return new Map();
  }
}
