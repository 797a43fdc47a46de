import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import type { Handshake, Requirement } from '../../../protocol/requirement.js';

/** Every requirement once, whichever handshakes share it. */
async function requirements(): Promise<readonly Requirement[]> {
  return [...new Set((await handshakes()).flatMap((handshake) => handshake.requirements))];
}

const kebab = /^[a-z0-9]+(?:-[a-zA-Z0-9]+)*$/;
const isoDate = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;
/** One line; it may begin with the name of a claim, as that is spelt. */
const oneLine = /^\S[^\n]{8,}$/;

/** What is wrong with one declaration, in words; empty where nothing is. */
function faults(item: Requirement): readonly string[] {
  const { source } = item;
  const informative = item.level === 'info';
  const names = item.brokenBy.map((mutant) => mutant.name);
  const wrong: readonly (readonly [is: boolean, what: string])[] = [
    [!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(item.id), 'its id is a kebab-case word'],
    [source.document.trim() === '', 'it cites a document'],
    [source.from === undefined || !isoDate.test(source.from), 'its source has a date'],
    [source.to !== undefined && !isoDate.test(source.to), 'its source ends on a date'],
    [!oneLine.test(item.title) || item.title.length > 160, 'its title is one short sentence'],
    [!oneLine.test(item.why), 'it says why'],
    [!oneLine.test(item.fix), 'it says how to fix it'],
    [item.seenBy.length === 0, 'some driver sees it'],
    [
      !item.visits.some((visit) => visit.drivers.some((driver) => item.seenBy.includes(driver))),
      'a driver that sees it makes one of its visits',
    ],
    [!informative && item.brokenBy.length === 0, 'a mutant breaks it'],
    [new Set(names).size !== names.length, 'its mutants have names of their own'],
    [names.some((name) => !kebab.test(name)), 'its mutants have kebab-case names'],
    [
      item.brokenBy.some((mutant) => mutant.alsoFells?.some(({ why }) => why.trim() === '')),
      'every alsoFells has its reason',
    ],
  ];
  return wrong.filter(([is]) => is).map(([, what]) => `${item.id}: ${what}`);
}

test('every declaration is complete', async () => {
  expect((await requirements()).flatMap(faults)).toEqual([]);
});

test('ids are unique in each handshake', async () => {
  for (const { facts, requirements: rows } of await handshakes()) {
    const ids = rows.map((item) => item.id);
    expect(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      facts.id,
    ).toEqual([]);
  }
});

test('a visit name stands for one visit', async () => {
  for (const handshake of await handshakes()) {
    const visits = new Set(
      handshake.requirements.flatMap((item) => [...item.visits, ...(item.controls ?? [])]),
    );
    const names = [...visits].map((visit) => visit.name);
    expect
      .soft(
        names.filter((name, index) => names.indexOf(name) !== index),
        handshake.facts.id,
      )
      .toEqual([]);
    expect
      .soft(
        names.filter((name) => !kebab.test(name)),
        'kebab-case',
      )
      .toEqual([]);
  }
});

const isSame = (ids: readonly string[], all: ReadonlySet<string>): boolean =>
  ids.length === all.size && ids.every((id) => all.has(id));

/** Names in a declaration that nothing else declares. */
function dangling(handshake: Handshake, ids: ReadonlySet<string>): readonly string[] {
  const editions = new Set(handshake.facts.editions.map((edition) => edition.id));
  const visits = new Set(
    handshake.requirements.flatMap((item) => item.visits.map((visit) => visit.name)),
  );
  return handshake.requirements.flatMap((item) => [
    ...item.brokenBy
      .flatMap((mutant) => mutant.alsoFells ?? [])
      .filter(({ id }) => !ids.has(id))
      .map(({ id }) => `${item.id}: alsoFells ${id}`),
    ...item.visits
      .concat(item.controls ?? [])
      .filter((visit) => visit.after !== undefined && !visits.has(visit.after.visit.name))
      .map((visit) => `${item.id}: ${visit.name} comes after a visit that nobody makes`),
    ...(typeof item.level !== 'string' && !isSame(Object.keys(item.level), editions)
      ? [`${item.id}: levels for other editions than those of ${handshake.facts.id}`]
      : []),
  ]);
}

test('declarations name only what exists', async () => {
  const known = await handshakes();
  const ids = new Set((await requirements()).map((item) => item.id));
  expect(known.flatMap((handshake) => dangling(handshake, ids))).toEqual([]);
});

test('every handshake has its facts in order', async () => {
  const known = await handshakes();
  expect(known.map(({ facts }) => facts.id)).toEqual([
    ...new Set(known.map(({ facts }) => facts.id)),
  ]);
  for (const { facts } of known) {
    const from = facts.editions.map((edition) => edition.from);
    expect.soft(from, facts.id).toEqual(from.toSorted());
    expect.soft(facts.editions.at(-1)?.to, 'the latest edition still stands').toBeUndefined();
  }
});
