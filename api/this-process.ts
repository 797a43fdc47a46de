import type { Environment } from '../configuration/io.js';

/** The variables and the folder of the program that calls. */
export interface Place {
  readonly env: Environment;
  readonly cwd: string;
}

/**
 * Where a call takes place, as far as it does not say so itself: the one file of the doors that reads the process.
 *
 * @param given the variables and the folder that the caller names
 */
export const placeOf = (given: Partial<Place>): Place => ({
  env: given.env ?? process.env,
  cwd: given.cwd ?? process.cwd(),
});
