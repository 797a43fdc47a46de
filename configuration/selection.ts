import { defaultHandshake } from '../handshakes/registry.js';
import type { Failure } from '../protocol/failure.js';
import type { Edition } from '../protocol/handshake.js';
import type { Handshake } from '../protocol/requirement.js';
import { didYouMean } from './misspelt.js';
import { optionOf } from './options.js';
import type { SettingId, WordOf } from './options.js';
import { the, usage } from './setting-failure.js';
import type { Settings } from './settings.js';

/** A value from outside in quotes, short enough and plain enough to be repeated in a sentence. */
export const quoted = (value: string): string =>
  `"${value.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 60)}${value.length > 60 ? '…' : ''}"`;

/**
 * One of the words that a setting's row lists; its default where none was named.
 *
 * @throws Failure `usage`
 */
export function chooseWord<Id extends SettingId>(
  setting: Id,
  value: string | undefined,
): WordOf<Id> {
  const { choices = [], default: usual } = optionOf(setting);
  const known = typeof choices === 'string' ? [] : choices;
  const said = value ?? usual ?? '';
  if (known.includes(said)) return said as WordOf<Id>;
  throw usage`${the(setting)} must be ${known.slice(0, -1).join(', ')} or ${known.at(-1) ?? ''}, not ${quoted(said)}.${didYouMean(said, known)}`;
}

/**
 * The handshake by its id; the first one where none was named.
 *
 * @throws Failure `usage`
 */
export function chooseHandshake(all: readonly Handshake[], id: string | undefined): Handshake {
  const wanted = id ?? defaultHandshake;
  const found = all.find(({ facts }) => facts.id === wanted);
  if (found !== undefined) return found;
  const ids = all.map(({ facts }) => facts.id);
  throw usage`${the('handshake')} ${quoted(wanted)} is not known: choose ${ids.join(' or ')}.${didYouMean(wanted, ids)}`;
}

/**
 * The edition by its id; `latest`, or none, is the last one.
 *
 * @throws Failure `usage`
 */
export function chooseEdition({ facts }: Handshake, id: string | undefined): Edition {
  const latest = facts.editions.at(-1) ?? facts.editions[0];
  if (id === undefined || id === 'latest') return latest;
  const found = facts.editions.find((edition) => edition.id === id);
  if (found !== undefined) return found;
  const ids = [...facts.editions.map((edition) => edition.id), 'latest'];
  throw usage`${the('edition')} ${quoted(id)} is not one of ${facts.id}: choose ${ids.join(', ')}.`;
}

/** The words of a list that is separated by commas. */
export const idsIn = (value: string): readonly string[] =>
  value
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

/**
 * What to say of a word that names no requirement of a handshake.
 *
 * @param known everything that may be named
 * @param wider what else a word may stand for: a row's family, for one
 */
export function unknownRow(
  setting: SettingId,
  word: string,
  known: readonly string[],
  all: readonly Handshake[],
  { facts }: Handshake,
  wider: (id: string) => string = (id) => id,
): Failure {
  const other = all.find(({ requirements }) =>
    requirements.some(({ id }) => id === word || wider(id) === word),
  );
  return other
    ? usage`${the(setting)} names ${word}, which belongs to ${other.facts.id}, not to ${facts.id}.`
    : usage`${the(setting)} names ${quoted(word)}, which is no requirement.${didYouMean(word, known)} "docs-handshake list" shows all.`;
}

/**
 * The rows to judge and those to leave out.
 *
 * @throws Failure `usage` for an unknown id, an empty list, or a choice that leaves nothing
 */
export function chooseRows(
  all: readonly Handshake[],
  handshake: Handshake,
  settings: Settings,
): { readonly only?: readonly string[]; readonly skip: readonly string[] } {
  const known = handshake.requirements.map(({ id }) => id);
  const read = (setting: 'only' | 'skip', value: string): readonly string[] => {
    const ids = idsIn(value);
    if (ids.length === 0) throw usage`${the(setting)} needs requirement ids, separated by commas.`;
    for (const id of ids) {
      const row = handshake.requirements.find((one) => one.id === id);
      if (row !== undefined) {
        if (setting !== 'skip' || row.essential !== true) continue;
        throw usage`${the('skip')} names ${id}: a login that lets it fall is no login, so it is never left out. Take it out.`;
      }
      throw unknownRow(setting, id, known, all, handshake);
    }
    return ids;
  };
  const only = settings.only === undefined ? undefined : read('only', settings.only);
  const skip = settings.skip === undefined ? [] : read('skip', settings.skip);
  if ((only ?? known).every((id) => skip.includes(id))) {
    throw usage`${the('skip')} leaves nothing to judge: take an id out of it.`;
  }
  return { ...(only && { only }), skip };
}
