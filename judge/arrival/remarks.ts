import type { TokenReading } from '../../protocol/jose/token.js';
import {
  levelIn,
  type Context,
  type Reading,
  type Requirement,
} from '../../protocol/requirement.js';
import type { VisitFinding } from '../check-visit.js';
import { rowOf } from './refusals.js';

/**
 * What the docs host takes and a developer should know. A conformance run does not fail for any of it, so the
 * host does not refuse it either: the verdict is the same in both.
 */

/** What is odd about a protected header that verifies all the same (RFC 7515 §4.1.9 to §4.1.11, RFC 7519 §5). */
function ofHeader(token: TokenReading): readonly string[] {
  const { typ, cty, enc } = token.header ?? {};
  return [
    ...(typ === undefined || typeof typ === 'string'
      ? []
      : [`The header's typ is ${JSON.stringify(typ).slice(0, 40)}, not a text: leave it out.`]),
    ...(typeof cty === 'string' && /^(?:application\/)?jwt$/i.test(cty)
      ? [
          "The header's cty says that the payload is a token itself, but it holds the user: leave cty out.",
        ]
      : []),
    ...(enc === undefined
      ? []
      : ['The header has enc, which belongs to encrypted tokens: leave it out.']),
  ];
}

/** The form jwt=…&anchor=… in an edition whose text no longer has it. */
function ofForm(
  reading: Reading,
  context: Context,
  requirements: readonly Requirement[],
  edition: string,
): readonly string[] {
  const row = rowOf(requirements, 'outdated-form');
  const bare = reading.callback?.envelope?.before === '';
  if (!context.facts.knowsAnchors || row === undefined || bare) return [];
  return levelIn(row, edition) === 'must'
    ? []
    : [
        `The fragment is jwt=…, which edition ${edition} no longer documents: its text shows the bare token.`,
      ];
}

/**
 * Everything worth knowing about a token that was taken, one sentence each: rows that fell without gating, rows that
 * noted something, and what no row looks at.
 *
 * @param rows those rows of the catalogue that can be judged on an arrival
 * @param findingOf what one of them says, without a leeway
 */
export function remarks(
  reading: Reading,
  context: Context,
  rows: readonly Requirement[],
  edition: string,
  findingOf: (item: Requirement) => VisitFinding,
): readonly string[] {
  const found = rows.flatMap((item) => {
    const finding = findingOf(item);
    if (finding.is === 'noted') return [`${item.id}: ${finding.actual}`];
    return finding.is === 'unmet'
      ? [`${item.id}: ${finding.actual} Expected: ${finding.expected}`]
      : [];
  });
  const { token } = reading;
  return [
    ...found,
    ...(token === undefined ? [] : ofHeader(token)),
    ...ofForm(reading, context, rows, edition),
  ];
}
