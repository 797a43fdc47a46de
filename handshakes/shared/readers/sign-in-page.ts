import type { Exchange } from '../../../protocol/exchange.js';
import {
  broughtWord,
  requirement,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, notApplicable, notReached, notReachedFor, unmet } from '../../../protocol/verdict.js';
import { withoutForm } from '../http/form-action.js';
import { signInAt } from '../submission.js';
import { bringsToken } from '../token/received-token.js';
import { anonymous, bothDrivers, signingIn } from '../visits.js';

/** The origin of another party that the visitor passed after the name; undefined where the login flow decided alone. */
function passedBy(exchange: Exchange, loginOrigin: string): string | undefined {
  const from = Math.max(0, signInAt(exchange));
  const [form, ...after] = exchange.hops.slice(from).map(({ url }) => new URL(url.reveal()).origin);
  return after.find((origin) => origin !== loginOrigin && origin !== form);
}

/** Whoever signs in shows something that not everybody knows. */
const signInAsksForProof: UndatedRequirement = requirement({
  id: 'sign-in-asks-for-proof',
  level: 'should',
  class: 'practice',
  source: {
    document: 'NIST SP 800-63B-4, 2.1: one authenticator at least',
    from: '2025-07',
    address: 'https://pages.nist.gov/800-63-4/sp800-63b.html',
  },
  title: 'A user name alone brings no token',
  why: 'Names and addresses are no secrets: whoever knows one reads the docs in that user’s place.',
  fix: 'Ask for a password or a code, send a link by e-mail, or leave the sign-in to an identity provider.',
  stage: 'exchange',
  visits: [signingIn],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    if (context.signIn === 'none' || context.signIn === 'undeclared') {
      return withoutForm(exchange, context);
    }
    if (context.givesProof) {
      return notApplicable('--header or --cookie goes along, which may be the proof of who comes.');
    }
    if (exchange.typed === 'secret' || exchange.hops.some(({ credentials }) => credentials)) {
      return exchange.signIns > 0 ? met : notReachedFor(exchange.stop);
    }
    if (context.signIn === 'script') {
      return notApplicable('A sign-in of your own was made; what it enters is not judged.');
    }
    if (exchange.typed === undefined) return withoutForm(exchange, context);
    if (!bringsToken(exchange, context.facts)) return notReachedFor(exchange.stop);
    const other = passedBy(exchange, context.loginOrigin);
    return other === undefined
      ? unmet(
          'Besides the user name a secret, a code or a second step is asked for.',
          `The name of the user was all that was asked for, and the visitor got a ${broughtWord(context.facts)}.`,
        )
      : notApplicable(`The visitor came by ${other}, which may know who comes.`);
  },
  brokenBy: [{ name: 'name-alone', change: () => ({ passwordField: () => undefined }) }],
});

/** The login page gives no password away. */
const passwordNotPrefilled: UndatedRequirement = requirement({
  id: 'password-not-prefilled',
  level: 'should',
  class: 'practice',
  source: {
    document: 'CWE-522: Insufficiently Protected Credentials',
    from: '2025-04',
    address: 'https://cwe.mitre.org/data/definitions/522.html',
  },
  title: 'The password field is empty when the sign-in page is shown',
  why: 'Whoever opens the page, or its source, has the password: a value in a page is a secret no more.',
  fix: 'Take the value off the password field, and change that password.',
  stage: 'exchange',
  visits: [anonymous, signingIn],
  seenBy: bothDrivers,
  check: ({ exchange }) => {
    const fields = exchange.hops.flatMap(({ passwordField, url }) =>
      passwordField === undefined ? [] : [{ passwordField, url }],
    );
    const filled = fields.find(({ passwordField }) => passwordField === 'prefilled');
    if (filled !== undefined) {
      const { pathname } = new URL(filled.url.reveal());
      return unmet(
        'The password field is empty at first.',
        `The password field of ${pathname} comes with a value.`,
      );
    }
    if (fields.some(({ passwordField }) => passwordField === 'unsure')) {
      return notReached(
        'The password field comes with a value, which a script of the page may take away; a browser shows it.',
      );
    }
    return fields.length > 0 ? met : notReached('No password field was shown.');
  },
  brokenBy: [
    { name: 'password-in-value', change: () => ({ passwordField: () => 'Sommer-2024-Acme' }) },
  ],
});

/** The rows about what the sign-in page asks for. */
export const signInPageRequirements: readonly UndatedRequirement[] = [
  signInAsksForProof,
  passwordNotPrefilled,
];
