import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { plain, signingIn } from '../../../handshakes/shared/visits.js';
import type { Context } from '../../../protocol/requirement.js';
import { isIntrusive, traitsOf } from '../../../protocol/visit-kinds.js';
import type { Visit, VisitKind, VisitOf } from '../../../protocol/visit.js';

/** `true` where a value of one type may stand where the other is asked for: the compiler decides it. */
type Fits<Given, Asked> = [Given] extends [Asked] ? true : false;

interface Named {
  readonly name: 'some-visit';
  readonly title: 'a visit';
  readonly drivers: readonly ['http'];
}

/** A visit of a kind that says something of itself. */
type Saying<K extends VisitKind, Said = unknown> = Named & { readonly kind: K } & Said;

test('a visit whose members make no sense together does not compile', () => {
  // Each line compiles only with the answer that it has.
  const plainly: Fits<Saying<'return'>, Visit> = true;
  const onTheWay: Fits<Saying<'sign-in', { returnTo: '/quickstart' }>, Visit> = true;
  const tabs: Fits<Saying<'two-tabs', { secondTab: '/guides' }>, Visit> = true;
  expect([plainly, onTheWay, tabs]).toEqual([true, true, true]);

  const noKind: Fits<Named, Visit> = false;
  const misspelt: Fits<Named & { readonly kind: 'sign-on' }, Visit> = false;
  const twoKinds: Fits<Saying<'return' | 'stranger', { ride: 'host' }>, Visit> = false;
  const strangerOnARide: Fits<Saying<'odd-stranger', { ride: 'host' }>, Visit> = false;
  const strangerWithTabs: Fits<Saying<'stranger', { secondTab: '/guides' }>, Visit> = false;
  const strangerWithFields: Fits<Saying<'stranger', { formFields: [] }>, Visit> = false;
  const readerWithTabs: Fits<Saying<'return', { secondTab: '/guides' }>, Visit> = false;
  const honestWithHeaders: Fits<Saying<'return', { headers: [] }>, Visit> = false;
  const noSecondTab: Fits<Saying<'two-tabs', { returnTo: '/guides' }>, Visit> = false;
  const nobody: Fits<Saying<'user-return'>, Visit> = false;
  const aUserTooMany: Fits<Saying<'wrong-password', { user: 'second' }>, Visit> = false;
  const laterThanWhat: Fits<Saying<'return-later'>, Visit> = false;
  const doubtOfWhat: Fits<Saying<'two-tabs-in-doubt', { secondTab: '/guides' }>, Visit> = false;
  const crossSiteOverHttp: Fits<Saying<'cross-site-form', { postedFrom: 'x' }>, Visit> = false;
  const answers = [noKind, misspelt, twoKinds, strangerOnARide, strangerWithTabs];
  answers.push(strangerWithFields, readerWithTabs, honestWithHeaders, noSecondTab, nobody);
  answers.push(aUserTooMany, laterThanWhat, doubtOfWhat, crossSiteOverHttp);
  expect([...new Set(answers)]).toEqual([false]);
});

test('what another visit says does not come along where it is spread', () => {
  type Spread<V extends Visit, K extends VisitKind> = Omit<V, 'kind'> & { readonly kind: K };
  const honestly: Fits<Spread<VisitOf<'return'>, 'return'>, Visit> = true;
  const asStranger: Fits<Spread<VisitOf<'odd-return'>, 'odd-stranger'>, Visit> = false;
  const asSignIn: Fits<Spread<VisitOf<'two-tabs'>, 'sign-in'>, Visit> = false;
  expect([honestly, asStranger, asSignIn]).toEqual([true, false, false]);
});

test('another visit is asked for by value', () => {
  const byName: Fits<'plain', Parameters<Context['other']>[0]> = false;
  const byNameElsewhere: Fits<'plain', Parameters<Context['elsewhere']>[0]> = false;
  const afterName: Fits<{ visit: 'plain'; ms: 1 }, VisitOf<'return-later'>['after']> = false;
  const inDoubtOfName: Fits<'two-tabs', VisitOf<'sign-in-in-doubt'>['inDoubt']> = false;
  const byValue: Fits<typeof plain, Parameters<Context['other']>[0]> = true;
  const names = [byName, byNameElsewhere, afterName, inDoubtOfName];
  expect([names, byValue]).toEqual([[false, false, false, false], true]);
});

/** What follows from each kind: session, honest or other, lane, what it needs, whether it waits for `--intrusive`. */
const table: { readonly [K in VisitKind]: string } = {
  'sign-in': 'signing-in honest alone sign-in',
  return: 'live honest reader',
  'return-by-link': 'live honest reader',
  'return-in-same-browser': 'live honest reader sign-in',
  'return-later': 'live honest reader',
  stranger: 'anonymous honest stranger',
  'odd-return': 'live other reader',
  'odd-stranger': 'anonymous other stranger',
  'foreign-page': 'live other reader',
  'return-without-third-party-cookies': 'live other reader',
  'odd-sign-in': 'signing-in other alone sign-in',
  'earlier-cookies': 'before-sign-in other reader form',
  'user-sign-in': 'signing-in other alone second-user',
  'user-return': 'live other alone second-user',
  'cross-site-form': 'signing-in other alone form',
  'two-tabs': 'signing-in other alone form',
  'two-tabs-in-doubt': 'signing-in other alone form',
  'sign-in-in-doubt': 'signing-in other alone sign-in',
  'simultaneous-sign-in': 'signing-in other together second-user intrusive',
  'signed-out': 'signing-in other alone sign-out',
  'wrong-password': 'signing-in other alone form intrusive',
  denial: 'signing-in other alone form',
  'code-replay': 'live other reader',
  'stranger-afterwards': 'anonymous other stranger intrusive',
};

test('what follows from a kind, and every kind is declared by some visit', async () => {
  const declared = (await handshakes()).flatMap(({ requirements }) =>
    requirements.flatMap(({ visits, controls = [] }) => [...visits, ...controls]),
  );
  const kinds = Object.keys(table) as VisitKind[];
  // Those of a handshake in which a page asks, and nothing is handed over.
  const asking: readonly VisitKind[] = [
    'foreign-page',
    'return-without-third-party-cookies',
    'signed-out',
  ];
  expect(new Set([...declared.map(({ kind }) => kind), ...asking])).toEqual(new Set(kinds));
  const shown = kinds.map((kind) => {
    const { session, honest, lane, needs = '', intrusive } = traitsOf({ kind });
    const words = [session, honest ? 'honest' : 'other', lane, needs, intrusive ? 'intrusive' : ''];
    return [kind, words.filter((word) => word !== '').join(' ')];
  });
  expect(Object.fromEntries(shown)).toEqual(table);
});

test('only what is intrusive waits for --intrusive', () => {
  const { drivers } = plain;
  const odd: Visit = {
    kind: 'odd-return',
    drivers,
    name: 'odd',
    title: 'odd',
    withIntrusive: true,
  };
  expect([isIntrusive(odd), isIntrusive(plain), isIntrusive(signingIn)]).toEqual([
    true,
    false,
    false,
  ]);
});
