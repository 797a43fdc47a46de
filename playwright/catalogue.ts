import { readFileSync } from 'node:fs';

/** What tests are made of before anything runs: the requirements of a handshake by id and title. */
export interface Listed {
  readonly id: string;
  readonly title: string;
}

/** The requirements of every handshake, the default first, as the build leaves them beside this file. */
type Catalogue = readonly {
  readonly id: string;
  readonly requirements: readonly Listed[];
}[];

/**
 * The requirements of a handshake, at once: Playwright registers tests while it loads a file, which may be CommonJS.
 *
 * @param id absent: the default handshake
 * @returns those of the default for an unknown id, which the run itself refuses
 */
export function catalogueOf(id?: string): readonly Listed[] {
  const text = readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8');
  const all = JSON.parse(text) as Catalogue;
  return (all.find((one) => one.id === id) ?? all[0])?.requirements ?? [];
}
