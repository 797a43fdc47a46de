import { declared } from '../api/explanation.js';
import type { Io } from '../configuration/io.js';
import type { OptionsOf } from '../configuration/options.js';
import type { ExitCode } from '../protocol/report.js';
import type { Handshake, Requirement } from '../protocol/requirement.js';
import { sourceLine } from '../protocol/verdict.js';
import { label, paper } from '../reports/paper.js';
import type { Paper } from '../reports/paper.js';
import { tame } from '../reports/parts/clean-text.js';
import { putAddress } from '../reports/terminal/findings.js';
import { visitWords } from './explain-visits.js';
import { levelWords } from './list.js';
import { viewOf } from './reporting.js';

const authority = {
  documented: "the docs host's own public text",
  published: 'types or code that its vendor ships',
  observed: 'seen on a live site',
  rfc: 'an RFC that binds this exchange',
  practice: 'good practice',
  policy: 'our own choice, where all texts are silent',
} as const;

/**
 * `explain <id>`: one requirement, from its declaration.
 *
 * @throws Failure `usage` for an unknown id, with the ids that are near
 */
export async function explain(
  id: string,
  options: OptionsOf<'explain'>,
  io: Io,
): Promise<ExitCode> {
  const { row, homes } = await declared(id);
  const { columns, colour } = viewOf(io.stdout, io, false);
  const page = paper(columns, colour);
  page.put(page.ink.bold(row.id));
  for (const title of new Set(ownRows(row, homes).map(({ own }) => own.title))) {
    page.put(tame(title));
  }
  page.gap();
  putFacts(page, row, homes, options.verbose ?? false);
  putMutants(page, row);
  io.stdout.write(page.toString());
  const [home] = homes;
  if (options.example === true && home !== undefined) {
    const { putExample } = await import('./example.js');
    await putExample(row, home, io);
  }
  return 0;
}

/** A row as each of its handshakes declares it: where one thing is a token's and the other an answer's, words differ. */
const ownRows = (
  row: Requirement,
  homes: readonly Handshake[],
): readonly { readonly home: Handshake; readonly own: Requirement }[] =>
  homes.map((home) => ({
    home,
    own: home.requirements.find(({ id }) => id === row.id) ?? row,
  }));

function putFacts(
  page: Paper,
  row: Requirement,
  homes: readonly Handshake[],
  verbose: boolean,
): void {
  const put = (name: string, text: string): void => page.put(tame(text), label(page.ink, name));
  const owns = ownRows(row, homes);
  const putOwn = (name: string, of: (own: Requirement) => string): void => {
    put(name, of(row));
    for (const { home, own } of owns) {
      if (of(own) !== of(row)) put(name, `${of(own)} (${home.facts.id})`);
    }
  };
  putOwn('Why', ({ why }) => why);
  putOwn('Fix', ({ fix }) => fix);
  const putSource = ({ source, class: kind }: Requirement, whose = ''): void => {
    put('Source', `${sourceLine(source)}: ${authority[kind]}${whose}`);
    putAddress(page, source, 0);
  };
  putSource(row);
  for (const { home, own } of owns) {
    if (own.source.document !== row.source.document) putSource(own, ` (${home.facts.id})`);
  }
  page.gap();
  for (const { home, own } of owns) {
    put('Level', `${levelWords(own, home)} (${home.facts.id})`);
  }
  const seen = row.seenBy.map((driver) => (driver === 'http' ? 'plain HTTP' : 'a browser'));
  put('Seen by', seen.join(' or '));
  put('Visits', visitWords(row, verbose));
}

function putMutants(page: Paper, row: Requirement): void {
  if (row.brokenBy.length === 0) return;
  page.heading('Broken login flows that must make it fall', row.brokenBy.length);
  for (const mutant of row.brokenBy) {
    const also = (mutant.alsoFells ?? []).map((other) => `${other.id} too: ${other.why}`);
    page.put(mutant.name, '· ');
    for (const text of also) page.put(page.ink.dim(tame(text)), '', 2);
  }
}
