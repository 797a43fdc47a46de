import type { ValidateFunction } from 'ajv';

/** What `scripts/build.mjs` makes beside this module in `dist`; in a clone there is none. */
export declare const checks: ReadonlyMap<string, ValidateFunction>;
