import type { Credentials } from '../../protocol/visit.js';
import { fieldValue } from '../http/head.js';
import { originOf, withoutFragment } from '../http/location.js';
import { place, stopped } from '../http/planned-hop.js';
import type { Next, Step } from '../http/planned-hop.js';
import { defaultPolicy, policyOf, relationOf } from '../http/same-site.js';
import type { WireAnswer } from '../http/wire.js';
import type { Page } from './page.js';
import { submissionOf, targetOf } from './submission.js';
import type { FilledForm, SignInForm, Submission } from './submission.js';

/** A page whose sign-in form is about to be answered. */
export interface FormPage {
  readonly step: Step;
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
  const { step, page, found, user, added, trusted } = shown;
  const form = `The sign-in form of ${place(step.url)}`;
  const url = withoutFragment(step.url);
  const goal = targetOf(found, page, url);
  if (goal === undefined) {
    return stopped('no-form', `${form} has an action that no browser can resolve; correct it.`);
  }
  const foreign = [originOf(url), originOf(goal.url)].find((origin) => !trusted.has(origin));
  if (foreign !== undefined) {
    return stopped(
      'no-form',
      `${form} belongs to ${foreign}, which was not named as a place for credentials; give --sign-in-origin ${foreign} if it is yours.`,
    );
  }
  if (found.password !== undefined && goal.method === 'GET') {
    return page.scripts > 0
      ? stopped(
          'browser-needed',
          `${form} is sent by script, which only a browser runs; use --driver browser.`,
        )
      : stopped(
          'no-form',
          `${form} would put the password into the URL (method GET); set method="post".`,
        );
  }
  const credentials = found.password !== undefined;
  return { step: await stepOf(shown, submissionOf(found, goal, user, added), credentials) };
}

/** A form page after the password, and the one button on it that leads on. */
export type ConfirmationPage = Omit<FormPage, 'found' | 'user' | 'added'> & {
  readonly found: FilledForm;
};

/** Presses the button of a confirmation; undefined where page or form belong to an origin that was not named. */
export async function answerConfirmation(shown: ConfirmationPage): Promise<Step | undefined> {
  const { step, page, found, trusted } = shown;
  const url = withoutFragment(step.url);
  const goal = targetOf(found, page, url);
  const places = goal === undefined ? [] : [originOf(url), originOf(goal.url)];
  return goal !== undefined && places.every((origin) => trusted.has(origin))
    ? stepOf(shown, submissionOf(found, goal, undefined, []), false)
    : undefined;
}

/** The request that a form makes, as a browser would send it from its page. */
async function stepOf(
  { step, answer, page }: Pick<FormPage, 'step' | 'answer' | 'page'>,
  request: Submission,
  credentials: boolean,
): Promise<Step> {
  const url = withoutFragment(step.url);
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

/** Hidden values of a form that are not addresses: anti-forgery tokens and the like. */
export function hiddenValues({ form }: SignInForm): readonly string[] {
  return form.controls
    .filter((control) => control.type === 'hidden' && !/^(?:\/|https?:)/i.test(control.value))
    .map((control) => control.value);
}
