import { expect as base } from '@playwright/test';
import type { Expect, MatcherReturnType } from '@playwright/test';
import { didYouMean } from '../configuration/misspelt.js';
import { mask } from '../protocol/secrecy/masking.js';
import { isObject } from '../protocol/json.js';
import type { Report } from '../protocol/report.js';
import type { Expectation } from '../protocol/requirement.js';
import type { Verdict } from '../protocol/verdict.js';
import { isExchange } from './exchange.js';
import type { HandshakeExchange } from './exchange.js';
import { finding } from './finding.js';

/** What a matcher is called with, as far as it is used here. */
export interface Matching {
  readonly isNot: boolean;
  readonly utils: {
    matcherHint(
      name: string,
      received?: string,
      expected?: string,
      options?: { readonly isNot: boolean },
    ): string;
    printDiffOrStringify(
      expected: unknown,
      received: unknown,
      expectedLabel: string,
      receivedLabel: string,
      expand: boolean,
    ): string;
  };
}

/** What may be asked of an exchange. */
export interface HandshakeMatchers {
  /** The visit reached the docs, and no `must` fell of those that such a visit shows. */
  readonly toConform: (this: Matching, received: HandshakeExchange) => MatcherReturnType;
  /** This requirement was judged, and did not fall. */
  readonly toSatisfy: (
    this: Matching,
    received: HandshakeExchange,
    id: string,
  ) => MatcherReturnType;
  /** The token carries these groups, in any order, and this content among its own. */
  readonly toCarryUser: (
    this: Matching,
    received: HandshakeExchange,
    expected: Expectation,
  ) => Promise<MatcherReturnType>;
}

/** A result that fails with or without `.not`: what was not judged is neither. */
const unjudged = ({ isNot }: Matching, message: string): MatcherReturnType => ({
  pass: isNot,
  message: () => message,
});

const notAnExchange = 'Give expect() what handshake.visit() gave.';

function judgedOf({ report }: HandshakeExchange): string {
  const { pass, fail, warn, note, known = 0, notReached, notApplicable } = report.summary;
  const open = notReached + notApplicable;
  return `${pass + fail + warn + note + known} requirements were judged on this visit, ${open} not.`;
}

const isOpen = ({ outcome }: Verdict): boolean =>
  outcome === 'not-reached' || outcome === 'not-applicable' || outcome === 'error';

/** What fell, that which a baseline accepts included: the flow does not conform for it either. */
function fallenIn({ verdicts, editions, target }: Report): readonly Verdict[] {
  const gating = editions.find(({ id }) => id === target.edition)?.fail ?? [];
  return verdicts.filter(({ id, outcome }) => outcome === 'fail' || gating.includes(id));
}

function toConform(this: Matching, received: HandshakeExchange): MatcherReturnType {
  if (!isExchange(received)) return unjudged(this, notAnExchange);
  const { report, stopped } = received;
  const hint = this.utils.matcherHint('toConform', 'exchange', '', this);
  const fallen = fallenIn(report);
  if (report.exitCode === 3 && fallen.length === 0) {
    const why = [...report.remarks, stopped].join(' ');
    return unjudged(this, `${hint}\n\nThe visit could not be judged. ${why}`);
  }
  return {
    pass: report.summary.conforms,
    message: () =>
      [
        hint,
        this.isNot ? 'Expected a requirement to fall, and none did.' : '',
        ...fallen.map((verdict) => `${verdict.id}: ${finding(verdict)}`),
        `${stopped} ${judgedOf(received)}`,
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
  };
}

function toSatisfy(this: Matching, received: HandshakeExchange, id: string): MatcherReturnType {
  if (!isExchange(received)) return unjudged(this, notAnExchange);
  const hint = this.utils.matcherHint('toSatisfy', 'exchange', `'${id}'`, this);
  const verdict = received.report.verdicts.find((one) => one.id === id);
  if (verdict === undefined) {
    const { known } = received;
    if (!known.includes(id)) {
      const sentence = `There is no requirement ${id}.${didYouMean(id, known)}`;
      return unjudged(this, `${hint}\n\n${sentence}`);
    }
    return unjudged(
      this,
      `${hint}\n\n${id} is not judged on such a visit: it takes others, which conformanceTests() and "docs-handshake check" make. "docs-handshake list" shows every id.`,
    );
  }
  if (isOpen(verdict)) {
    return unjudged(
      this,
      `${hint}\n\n${id} was not judged (${verdict.outcome}): ${verdict.actual ?? received.stopped}`,
    );
  }
  return {
    pass: ['pass', 'note', 'known'].includes(verdict.outcome),
    message: () =>
      `${hint}\n\n${this.isNot ? `${id} is met: ${verdict.title}` : `${id}: ${finding(verdict)}`}`,
  };
}

/** Of a payload what was asked about, in the order in which it was asked. */
function asked(user: HandshakeExchange['user'], { groups, content }: Expectation): object {
  const given = user?.['groups'];
  const has = Array.isArray(given) ? (given as readonly unknown[]) : [];
  const known = (groups ?? []).filter((group) => has.includes(group));
  const inside = user?.['content'];
  return {
    ...(groups !== undefined && {
      groups: [...known, ...has.filter((group) => !groups.includes(String(group)))],
    }),
    ...(content !== undefined && {
      content: isObject(inside)
        ? Object.fromEntries(
            Object.keys(content).flatMap((name) => (name in inside ? [[name, inside[name]]] : [])),
          )
        : inside,
    }),
  };
}

async function toCarryUser(
  this: Matching,
  received: HandshakeExchange,
  expected: Expectation,
): Promise<MatcherReturnType> {
  if (!isExchange(received)) return unjudged(this, notAnExchange);
  const hint = this.utils.matcherHint('toCarryUser', 'exchange', 'user', this);
  const { verdicts } = await received.expecting(expected);
  const verdict = verdicts.find(({ id }) => id === 'user-expected');
  if (verdict === undefined || isOpen(verdict)) {
    return unjudged(this, `${hint}\n\n${verdict?.actual ?? 'No token came.'} ${received.stopped}`);
  }
  return {
    pass: verdict.outcome === 'pass',
    message: () =>
      mask(
        `${hint}\n\n${this.isNot ? 'The token carries all of it.\n\n' : ''}${this.utils.printDiffOrStringify(
          expected,
          asked(received.user, expected),
          'Expected of the user',
          'In the token',
          true,
        )}`,
      ),
  };
}

/** Playwright's own `expect`, which also judges what `handshake.visit` gave. */
export const expect: Expect<HandshakeMatchers> = base.extend({
  toConform,
  toSatisfy,
  toCarryUser,
});
