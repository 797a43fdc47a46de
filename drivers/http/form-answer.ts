import type { Credentials } from '../../protocol/visit.js';
import { fieldValue } from '../fields.js';
import type { Page } from '../sign-in/page.js';
import { submissionOf, targetOf } from '../sign-in/submission.js';
import type { FilledForm, SignInForm, Submission } from '../sign-in/submission.js';
import { place } from '../wording.js';
import { originOf, withoutFragment } from './location.js';
import { stopped } from './planned-hop.js';
import type { Next, PlannedHop } from './planned-hop.js';
import { defaultPolicy, policyOf, relationOf } from './same-site.js';
import type { WireAnswer } from './wire/response.js';

/** A page whose sign-in form is about to be answered. */
export interface FormPage {
  readonly planned: PlannedHop;
  readonly answer: WireAnswer;
  readonly page: Page;
  readonly found: SignInForm;
  readonly user: Credentials;
  /** Fields that the visit adds to the form that carries the password. */
  readonly added: readonly (readonly [name: string, value: string])[];
  /** Origins to which credentials may go. */
  readonly trusted: ReadonlySet<string>;
}

/** Answers a sign-in form as a browser would; ends the visit where that would give a credential away. */
export async function answerForm(shown: FormPage): Promise<Next> {
  const { planned, page, found, user, added, trusted } = shown;
  const form = `The sign-in form of ${place(planned.url)}`;
  const url = withoutFragment(planned.url);
  const goal = targetOf(found, page, url);
  if (goal === undefined) {
    return stopped('no-form', `${form} has an action that no browser can resolve`, 'correct it');
  }
  const foreign = [originOf(url), originOf(goal.url)].find((origin) => !trusted.has(origin));
  if (foreign !== undefined) {
    return stopped(
      'no-form',
      `${form} belongs to ${foreign}, which was not named as a place for credentials`,
      `give --sign-in-origin ${foreign} if it is yours`,
    );
  }
  if (found.password !== undefined && goal.method === 'GET') {
    return page.scripts > 0
      ? stopped('browser-needed', `${form} is sent by script, which only a browser runs`, {
          on: 'driver',
        })
      : stopped(
          'no-form',
          `${form} would put the password into the URL (method GET)`,
          'set method="post"',
        );
  }
  const credentials = found.password !== undefined;
  return { planned: await formHop(shown, submissionOf(found, goal, user, added), credentials) };
}

/** A form page after the password, and the one button on it that leads on. */
export type ConfirmationPage = Omit<FormPage, 'found' | 'user' | 'added'> & {
  readonly found: FilledForm;
};

/** Presses the button of a confirmation; undefined where page or form belong to an origin that was not named. */
export async function answerConfirmation(shown: ConfirmationPage): Promise<PlannedHop | undefined> {
  const { planned, page, found, trusted } = shown;
  const url = withoutFragment(planned.url);
  const goal = targetOf(found, page, url);
  const places = goal === undefined ? [] : [originOf(url), originOf(goal.url)];
  return goal !== undefined && places.every((origin) => trusted.has(origin))
    ? formHop(shown, submissionOf(found, goal, undefined, []), false)
    : undefined;
}

/** The request that a form makes, as a browser would send it from its page. */
async function formHop(
  { planned, answer, page }: Pick<FormPage, 'planned' | 'answer' | 'page'>,
  request: Submission,
  credentials: boolean,
): Promise<PlannedHop> {
  const url = withoutFragment(planned.url);
  const policy =
    policyOf(page.referrerPolicy) ?? policyOf(fieldValue(answer.fields, 'referrer-policy'));
  return {
    ...request,
    cause: 'form',
    credentials,
    // What hidden fields carry is the login flow's own, too.
    typed: true,
    page: url,
    policy: policy ?? defaultPolicy,
    relation: await relationOf(url, request.url),
    tainted: false,
  };
}
