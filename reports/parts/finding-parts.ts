import { sourceLine, type Verdict } from '../../protocol/verdict.js';
import { outside, tame } from './clean-text.js';

/** Who saw it; where the two witnesses differ, that is part of the finding. Empty where nobody did. */
export function witnesses({ drivers }: Pick<Verdict, 'drivers'>): string {
  const { http, browser } = drivers;
  if (http === undefined) return browser === undefined ? '' : 'in a browser';
  if (browser === undefined) return 'over HTTP';
  return http === browser ? 'over HTTP and in a browser' : `HTTP: ${http}, browser: ${browser}`;
}

/** What a reader of one finding needs, in this order; texts are clean, and cut where they are endless. */
export interface FindingParts {
  readonly expected: string;
  readonly actual: string;
  readonly why: string;
  readonly fix: string;
  readonly source: string;
  /** Where the source can be read. */
  readonly address?: string;
  readonly seen: string;
}

/** The parts of a finding; what nobody saw is empty. */
export function findingParts(verdict: Verdict): FindingParts {
  const { expected, actual, title, why, fix, source, visits } = verdict;
  return {
    expected: outside(expected ?? title),
    actual: outside(actual ?? ''),
    why: tame(why),
    fix: tame(fix),
    source: tame(sourceLine(source)),
    ...(source.address !== undefined && { address: tame(source.address) }),
    seen: [witnesses(verdict), visits.join(', ')].filter((part) => part !== '').join('; '),
  };
}

/** A finding as lines of plain text, each with its label. */
export function findingText(verdict: Verdict): string {
  const { expected, actual, why, fix, source, address, seen } = findingParts(verdict);
  const lines: readonly (readonly [label: string, text: string])[] = [
    ['Expected', expected],
    ['Actual', actual],
    ['Why', why],
    ['Fix', fix],
    ['Source', address === undefined ? source : `${source}, ${address}`],
    ['Seen', seen],
  ];
  return lines
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text}`)
    .join('\n');
}
