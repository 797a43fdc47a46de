import { fieldValue } from '../fields.js';
import type { Page } from './page.js';
import type { Answer } from './password-refusal.js';

/** Header fields by which the services in front of a site say that an answer is their own check, and not the site's. */
const fields: readonly (readonly [name: string, value: RegExp])[] = [
  ['cf-mitigated', /^challenge$/i],
  ['x-amzn-waf-action', /^(?:challenge|captcha)$/i],
  ['x-vercel-mitigated', /^challenge$/i],
];
/** Statuses with which a check answers that says nothing of itself in its header. */
const statuses = new Set([202, 403, 503]);

/** What names an answer as a check for machines that stands before the login flow; undefined where it is none. */
export function botCheckOf(answer: Answer, page?: Page): string | undefined {
  for (const [name, value] of fields) {
    const given = fieldValue(answer.fields, name)?.trim() ?? '';
    if (value.test(given)) return `${name}: ${given.toLowerCase()}`;
  }
  return statuses.has(answer.status) && page?.provesItself === true
    ? `status ${answer.status}, and a script that sets a cookie and asks again`
    : undefined;
}
