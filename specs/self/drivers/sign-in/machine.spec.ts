import { expect, test } from '@playwright/test';
import { openSignIn } from '../../../../drivers/sign-in/machine.js';
import type {
  Move,
  PageSight,
  SignInMachine,
  SignInPlan,
} from '../../../../drivers/sign-in/machine.js';
import type { FilledForm } from '../../../../drivers/sign-in/submission.js';
import { sealAs } from '../../../../protocol/secrecy/sealed.js';
import type { Target, Visit } from '../../../../protocol/visit.js';

const target: Target = {
  loginUrl: 'https://app.example.test/login',
  docsOrigin: 'https://docs.example.test',
  docsPath: '',
  signIn: { how: 'form' },
  user: { username: 'ada', password: sealAs('correct') },
  signInOrigins: [],
  headers: [],
  cookies: [],
  timeoutMs: 1_000,
};
const named = { name: 'plain', title: 'plain', drivers: ['browser'] } as const;
const signIn: Visit = { ...named, kind: 'sign-in' };
const wrongFirst: Visit = { ...named, kind: 'wrong-password' };
const twoTabs: Visit = { ...named, kind: 'two-tabs', secondTab: '/guides' };
const moreFields: Visit = {
  ...named,
  kind: 'two-tabs',
  secondTab: '/guides',
  formFields: [['role', 'admin']],
};
const postedFrom = 'https://other.test';
const crossSite: Visit = { ...named, kind: 'cross-site-form', postedFrom };
const opened = (visit: Visit = signIn, plan: Partial<SignInPlan> = {}): SignInMachine =>
  openSignIn({ target, visit, signsIn: true, ...plan });

const name: PageSight = { form: { hasPassword: false }, asks: true, status: 200 };
const password: PageSight = { form: { hasPassword: true }, asks: true, status: 200 };
const button: FilledForm = {
  form: { action: '', method: 'post', enctype: '', words: '', controls: [] },
};
const consent: PageSight = { asks: false, status: 200, confirmation: () => button };

/** What is done about a page, in a word or two. */
function told(move: Move): string {
  if (move.does !== 'fill-in') return move.does;
  const typed = move.credentials.password.reveal() === 'correct' ? 'right' : 'wrong';
  const tab = move.secondTab === undefined ? '' : `, another tab with ${move.secondTab}`;
  return `fill in ${typed}${move.added.length === 0 ? '' : ', more fields'}${tab}`;
}

/** Shows pages one after the other; what is to be sent is sent. */
function played(machine: SignInMachine, ...sights: readonly PageSight[]): readonly string[] {
  return sights.map((sight) => {
    const move = machine.next(sight);
    if (move.does === 'fill-in')
      machine.sent(sight.form?.hasPassword === true ? 'secret' : 'name', 0);
    if (move.does === 'confirm') machine.sent('nothing', 0);
    return told(move);
  });
}

test('what is seen of a sign-in says what to do next', () => {
  const right = 'fill in right';
  const error = { ...password, status: 500 };
  const rows: readonly (readonly [
    why: string,
    SignInMachine,
    readonly PageSight[],
    readonly string[],
    state: string,
  ])[] = [
    ['a form', opened(), [password], [right], 'submitted'],
    ['a form with 401', opened(), [{ ...password, status: 401 }], [right], 'submitted'],
    ['a form with 500', opened(), [error], ['end'], 'due'],
    [
      'a form that came without a status',
      opened(),
      [{ form: { hasPassword: true }, asks: true }],
      [right],
      'submitted',
    ],
    ['no form', opened(), [{ asks: false, status: 200 }], ['end'], 'due'],
    ['name, then password', opened(), [name, password], [right, right], 'submitted'],
    ['the name again', opened(), [name, name], [right, 'end'], 'submitted'],
    [
      'the name again, at rest in a browser',
      opened(),
      [name, { ...name, form: { hasPassword: false, atRest: true } }],
      [right, right],
      'identified',
    ],
    ['nothing after the name', opened(), [name, { asks: false }], [right, 'end'], 'identified'],
    ['the form again', opened(), [password, password], [right, 'end'], 'submitted'],
    ['a consent', opened(), [password, consent], [right, 'confirm'], 'submitted'],
    [
      'a consent with 403',
      opened(),
      [password, { ...consent, status: 403 }],
      [right, 'end'],
      'submitted',
    ],
    [
      'a fourth consent',
      opened(),
      [password, consent, consent, consent, consent],
      [right, 'confirm', 'confirm', 'confirm', 'end'],
      'submitted',
    ],
    ['a consent before the password', opened(), [consent], ['end'], 'due'],
    ['a stranger', opened(signIn, { signsIn: false }), [password, consent], ['end', 'end'], 'off'],
    [
      'a reader who confirms each time',
      opened(signIn, { signsIn: false, confirms: true }),
      [consent],
      ['confirm'],
      'off',
    ],
    [
      'a wrong password first',
      opened(wrongFirst),
      [password, password, password],
      ['fill in wrong', right, 'end'],
      'submitted',
    ],
    [
      'the form comes back with 500',
      opened(wrongFirst),
      [password, error],
      ['fill in wrong', right],
      'submitted',
    ],
    [
      'the form is drawn late',
      opened(wrongFirst),
      [password, { asks: true, status: 200 }, password],
      ['fill in wrong', 'look-again', right],
      'submitted',
    ],
    [
      'another tab, once',
      opened(twoTabs),
      [name, password],
      ['fill in right, another tab with /guides', right],
      'submitted',
    ],
    [
      'more fields, with the password',
      opened(moreFields),
      [name, password],
      ['fill in right, another tab with /guides', 'fill in right, more fields'],
      'submitted',
    ],
    [
      'more fields, with the name alone',
      opened(moreFields, { nameAlone: true }),
      [name],
      ['fill in right, more fields, another tab with /guides'],
      'identified',
    ],
    ['from another site', opened(crossSite), [password], ['send-from-elsewhere'], 'due'],
  ];
  for (const [why, machine, sights, moves, state] of rows) {
    expect([played(machine, ...sights), machine.state()], why).toEqual([moves, state]);
  }
});

test('three pages are filled in, and four that changed meanwhile count as one', () => {
  const late: PageSight = { ...name, form: { hasPassword: false, atRest: true } };
  expect(played(opened(), name, late, late, late)).toEqual([
    'fill in right',
    'fill in right',
    'fill in right',
    'end',
  ]);
  const changing = opened(twoTabs);
  for (let changes = 0; changes < 11; changes += 1) {
    changing.next(password);
    changing.changed();
  }
  expect(changing.wants()).toBe('any');
  expect(told(changing.next(password))).toBe('fill in right');
  changing.changed();
  expect(changing.wants()).toBeUndefined();
});

test('what became of a form is known', () => {
  const machine = opened();
  expect(machine.wants()).toBe('any');
  machine.next(name);
  machine.sent('name', 2);
  expect([machine.wants(), machine.signIns()]).toEqual(['password', 0]);
  machine.next(password);
  machine.sent('secret', 4);
  expect([machine.wants(), machine.signIns()]).toEqual([undefined, 1]);
  expect(machine.forms).toEqual([
    { at: 2, typed: 'name' },
    { at: 4, typed: 'secret' },
  ]);
  machine.unsent();
  expect(machine.signIns()).toBe(0);

  const elsewhere = opened(crossSite);
  elsewhere.sentFromElsewhere(true);
  expect([elsewhere.signIns(), elsewhere.state(), elsewhere.wants()]).toEqual([
    1,
    'off',
    undefined,
  ]);

  const script = openSignIn({
    target: { ...target, signIn: { how: 'script', signIn: async () => undefined } },
    visit: signIn,
    signsIn: true,
  });
  expect(script.wants()).toBeUndefined();
  script.scripted();
  expect([script.state(), script.signIns()]).toEqual(['submitted', 1]);
});
