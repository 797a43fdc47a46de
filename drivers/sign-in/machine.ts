import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Credentials, Target, Visit } from '../../protocol/visit.js';
import type { SentForm } from './sent-form.js';
import type { FilledForm } from './submission.js';

/** How far the sign-in of a visit has come. `off`: this visit does not sign in. */
export type SignInState = 'off' | 'due' | 'identified' | 'submitted';

/** What is known of a sign-in before its first page. */
export interface SignInPlan {
  readonly target: Target;
  readonly visit: Visit;
  /** True where this visit answers a sign-in form, or runs the sign-in script. */
  readonly signsIn: boolean;
  /** True where an earlier sign-in showed that the form asks for the name alone. */
  readonly nameAlone?: boolean;
  /** True where this visitor, signed in, has confirmed something before: some login flows ask each time. */
  readonly confirms?: boolean;
}

/** What a page shows of a sign-in. */
export interface PageSight {
  /** The form that could be filled in. `atRest`: the page has come to rest with it, so whatever it asks for is given. */
  readonly form?: { readonly hasPassword: boolean; readonly atRest?: true };
  /** True where the page asks who the visitor is. */
  readonly asks: boolean;
  /** The status of the page's answer; absent where the form is answered whatever it was. */
  readonly status?: number;
  /** Finds the one button by which the page can be left. It is asked for only where a confirmation may be due. */
  readonly confirmation?: () => FilledForm | undefined;
}

/** What to do with a page. `end`: the visit ends there, as far as the sign-in goes. */
export type Move =
  | {
      readonly does: 'fill-in';
      readonly credentials: Credentials;
      /** Fields that go along. */
      readonly added: readonly (readonly [name: string, value: string])[];
      /** The return value of another tab, to be opened before the form is sent. */
      readonly secondTab?: string;
    }
  | { readonly does: 'send-from-elsewhere'; readonly origin: string; readonly user: Credentials }
  | { readonly does: 'confirm'; readonly found: FilledForm }
  | { readonly does: 'look-again' }
  | { readonly does: 'end' };

/**
 * The sign-in of one visit, page by page: what is seen goes in, what to do next comes out, and what became of it goes
 * in again. It has no clock and sends nothing.
 */
export interface SignInMachine {
  readonly state: () => SignInState;
  /** Passwords that were sent. */
  readonly signIns: () => number;
  readonly forms: readonly SentForm[];
  /** The form to look for: one with a password, or any; undefined where none is filled in any more. */
  readonly wants: () => 'any' | 'password' | undefined;
  readonly next: (sight: PageSight) => Move;
  /** A form was sent. `at`: the index of the first request after that. */
  readonly sent: (typed: SentForm['typed'], at: number) => void;
  /** The page changed while its form was filled in: whatever replaced it is looked at afresh. */
  readonly changed: () => void;
  /** Another site's page sent the form, or could not. */
  readonly sentFromElsewhere: (sent: boolean) => void;
  /** The customer's own script is signing in. */
  readonly scripted: () => void;
  /** The form that was filled in turned out not to have been sent. */
  readonly unsent: () => void;
}

/** Pages of a sign-in that are filled in: identifier, password, and one more. */
const pageLimit = 3;
/** Pages that changed while they were filled in count as one of those, so many of them. */
const changesPerPage = 4;
/** Confirmations after a password: terms, a consent, "stay signed in?". */
const confirmationLimit = 3;
/** Long and mixed enough for a page's own rules, and made of nothing of the user's. */
const wrongPassword = 'Wrong-on-purpose-1';

/** True for a status with which a sign-in form may come that is meant to be filled in. */
const opens = (status: number): boolean => status < 400 || status === 401 || status === 403;

/** What is known of a sign-in, and how far it has come. */
interface Course extends SignInPlan {
  state: SignInState;
  readonly forms: SentForm[];
  signIns: number;
  filledIn: number;
  changes: number;
}

function wants({
  target,
  visit,
  state,
  filledIn,
  changes,
}: Course): 'any' | 'password' | undefined {
  const pages = visit.kind === 'wrong-password' ? 2 * pageLimit : pageLimit;
  const used = filledIn + Math.floor(changes / changesPerPage);
  if (target.signIn.how !== 'form' || used >= pages) return undefined;
  return state === 'due' ? 'any' : state === 'identified' ? 'password' : undefined;
}

function fillIn(
  { visit, nameAlone, signIns, filledIn, changes }: Course,
  credentials: Credentials,
  hasPassword: boolean,
): Move {
  const wrong = visit.kind === 'wrong-password' && signIns === 0;
  const last = hasPassword || nameAlone === true;
  const first = filledIn === 0 && changes === 0;
  return {
    does: 'fill-in',
    credentials: wrong ? { ...credentials, password: sealAs(wrongPassword) } : credentials,
    added: last ? (visit.formFields ?? []) : [],
    ...(first && visit.secondTab !== undefined ? { secondTab: visit.secondTab } : {}),
  };
}

/** The button by which a page after the sign-in can be left, as often as one is pressed. */
function confirmationOn(
  { state, confirms, forms }: Course,
  { status = 200, confirmation }: PageSight,
): FilledForm | undefined {
  const due = state === 'submitted' || (state === 'off' && confirms === true);
  const past = forms.filter(({ typed }) => typed === 'nothing').length >= confirmationLimit;
  return due && !past && status < 400 ? confirmation?.() : undefined;
}

function next(course: Course, sight: PageSight): Move {
  const { target, visit } = course;
  const { form, asks, status = 200 } = sight;
  // After the wrong password comes the right one.
  const wrongFirst = visit.kind === 'wrong-password' && course.signIns === 1;
  const again = course.state === 'submitted' && asks && wrongFirst;
  if (again) course.state = 'due';
  const wanted = wants(course);
  // After the identifier comes the password.
  const fits = form?.hasPassword === true || form?.atRest === true || wanted === 'any';
  if (form !== undefined && target.user !== undefined && wanted !== undefined && fits) {
    const origin = visit.postedFrom;
    if (origin !== undefined) return { does: 'send-from-elsewhere', origin, user: target.user };
    if (again || opens(status)) return fillIn(course, target.user, form.hasPassword);
  }
  if (again && form === undefined) return { does: 'look-again' };
  const found = confirmationOn(course, sight);
  if (found !== undefined) return { does: 'confirm', found };
  // The identifier asked for again means that it was refused.
  if (course.state === 'identified' && asks) course.state = 'submitted';
  return { does: 'end' };
}

/** Opens the sign-in of one visit. */
export function openSignIn(plan: SignInPlan): SignInMachine {
  const state = plan.signsIn ? 'due' : 'off';
  const course: Course = { ...plan, state, forms: [], signIns: 0, filledIn: 0, changes: 0 };
  return {
    state: () => course.state,
    signIns: () => course.signIns,
    forms: course.forms,
    wants: () => wants(course),
    next: (sight) => next(course, sight),
    sent: (typed, at) => {
      course.forms.push({ at, typed });
      if (typed === 'nothing') return;
      course.filledIn += 1;
      course.signIns += typed === 'secret' ? 1 : 0;
      course.state = typed === 'secret' ? 'submitted' : 'identified';
    },
    changed: () => void (course.changes += 1),
    sentFromElsewhere: (sent) => {
      course.signIns += sent ? 1 : 0;
      course.state = 'off';
    },
    scripted: () => {
      course.signIns += 1;
      course.state = 'submitted';
    },
    unsent: () => void (course.signIns = 0),
  };
}
