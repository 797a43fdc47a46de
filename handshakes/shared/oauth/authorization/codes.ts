import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import {
  met,
  notApplicable,
  noted,
  notReached,
  unmet,
  type Finding,
} from '../../../../protocol/verdict.js';
import type { Visit } from '../../../../protocol/visit.js';
import { oauthRfc } from '../../sources.js';
import { secondSignIn } from '../../sign-in-visits.js';
import { bothDrivers, deepLink, later, plain, signingIn } from '../../visits.js';
import { grantChange } from '../mutants.js';
import { codeOf, responseOf } from '../seen.js';

/** What a code is made of, as far as a run can tell. */

/** The visits whose codes are compared; some come later, so that what counts or tells the time shows. */
const compared: readonly Visit[] = [signingIn, plain, deepLink, later, secondSignIn];

/** Bits that fewer than which a guesser gets through (RFC 6749 §10.10 asks for 128). */
const fewest = 64;
const enough = 128;

/** The part of two texts of one length in which they differ, with the number of characters that they share at either end. */
function varying(codes: readonly string[]): readonly string[] {
  const [first = '', ...others] = codes;
  const isShared = (at: number, fromEnd: boolean): boolean =>
    others.every((code) =>
      fromEnd ? code.at(-1 - at) === first.at(-1 - at) : code[at] === first[at],
    );
  const least = Math.min(...codes.map(({ length }) => length));
  let front = 0;
  while (front < least && isShared(front, false)) front += 1;
  let back = 0;
  while (back < least - front && isShared(back, true)) back += 1;
  return codes.map((code) => code.slice(front, code.length - back));
}

/** How many bits one character of an alphabet may hold: that of the characters seen, rounded up to a usual one. */
function bitsEach(texts: readonly string[]): number {
  const all = texts.join('');
  if (/^\d*$/.test(all)) return Math.log2(10);
  if (/^[\da-f]*$/i.test(all)) return 4;
  if (/^[\da-z]*$/.test(all) || /^[\dA-Z]*$/.test(all)) return Math.log2(36);
  return 6;
}

const numberIn = (text: string): number | undefined =>
  /^\d{1,16}$/.test(text)
    ? Number(text)
    : /^[\da-f]{1,13}$/i.test(text)
      ? Number.parseInt(text, 16)
      : undefined;

/** The greatest step between codes that only count, or tell the time. */
const smallStep = 1_000_000;

/** True for numbers that only grow, by little: a counter, or a time in seconds, milliseconds or microseconds. */
function counts(texts: readonly string[]): boolean {
  const numbers = texts.map(numberIn);
  return numbers.every((value, at) => {
    const before = at === 0 ? undefined : numbers[at - 1];
    if (value === undefined) return false;
    return before === undefined || (value > before && value - before < smallStep * 100);
  });
}

function entropyFinding(codes: readonly string[]): Finding {
  if (new Set(codes).size < codes.length) {
    return unmet('Every code is another one.', 'Two requests brought the same code.');
  }
  const parts = varying(codes);
  if (counts(parts)) {
    return unmet(
      'A code cannot be guessed from another one.',
      'What changes from code to code is a number that grows: a counter, or a time.',
    );
  }
  const room = Math.floor(Math.max(...parts.map(({ length }) => length)) * bitsEach(parts));
  if (room < fewest) {
    return unmet(
      `A code has room for ${enough} bits that nobody can guess.`,
      `What changes from code to code has room for ${room} bits.`,
    );
  }
  return room < enough
    ? noted(`What changes from code to code has room for ${room} bits; ${enough} are asked for.`)
    : met;
}

/** Codes that were brought, in the order of the visits. */
function codesOf({ other }: Context): readonly string[] {
  const exchanges = compared.flatMap((visit) => other(visit)?.exchange ?? []);
  // A sign-in may stand in for several visits.
  const made = new Map(exchanges.map((exchange) => [exchange.visit, exchange]));
  return [...made.values()].flatMap((exchange) => codeOf(exchange) ?? []);
}

const codeEntropy: UndatedRequirement = requirement({
  id: 'oauth-code-entropy',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '10.10'),
  title: 'A code cannot be guessed',
  why: 'Whoever guesses the code of a reader who signs in gets that reader’s place.',
  fix: 'Make the code of at least 16 octets of a secure random source, such as crypto.randomBytes(32).',
  stage: 'callback',
  visits: [plain],
  controls: [later],
  seenBy: ['http'],
  check: (_reading, context) => {
    const codes = codesOf(context);
    return codes.length < 2
      ? notReached(`Two codes are needed to compare, and ${codes.length} came.`)
      : entropyFinding(codes);
  },
  brokenBy: [
    {
      name: 'counter-code',
      change: grantChange(() => ({
        code: ({ memory }) => {
          const next = Number(memory.get('codes') ?? 1_000) + 1;
          memory.set('codes', next);
          return String(next);
        },
      })),
    },
    {
      name: 'timestamp-code',
      change: grantChange(() => ({
        // A counter behind it keeps two codes of one millisecond apart.
        code: ({ nowMs, memory }) => {
          const next = Number(memory.get('codes') ?? 100) + 1;
          memory.set('codes', next);
          return `docs-${nowMs}${next}`;
        },
      })),
    },
    {
      name: 'short-code',
      change: grantChange((honest) => ({
        code: (request) => `a-code-of-the-acme-server-${honest.code(request).slice(0, 8)}`,
      })),
    },
  ],
});

const iss: UndatedRequirement = requirement({
  id: 'oauth-iss',
  level: 'info',
  class: 'rfc',
  source: oauthRfc(9207, '2'),
  title: 'The answer names its issuer',
  why: 'A client of several servers tells by iss which one has answered; the docs host has one server.',
  fix: 'Add iss with your issuer URL to the redirect, as RFC 9207 has it.',
  stage: 'callback',
  visits: [plain, signingIn],
  seenBy: bothDrivers,
  check: ({ exchange }) => {
    const issuers = responseOf(exchange)?.issuers ?? [];
    return issuers.length > 0 ? met : notApplicable('The redirect has no iss, and need not.');
  },
  brokenBy: [],
});

/** The rows about the code itself and who gave it, in the order of the catalogue. */
export const codeRequirements: readonly UndatedRequirement[] = [codeEntropy, iss];
