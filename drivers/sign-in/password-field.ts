import type { Hop } from '../../protocol/exchange.js';
import type { Page } from './page.js';

/** What a page's password fields hold as it is shown. */
export interface PasswordFields {
  readonly state: Hop['passwordField'];
  /** Secrets, whoever sees the fields. */
  readonly values: readonly string[];
}

/** Dots and asterisks stand for a password, and are none. */
export const isMaskOnly = (value: string): boolean => /^[\s*•●·∙○.]*$/.test(value);

/** Reads the password fields of a page as it was sent; scripts have not run. */
export function passwordFieldsOf(page: Page): PasswordFields {
  const fields = page.forms
    .flatMap(({ controls }) => controls)
    .filter(({ tag, type }) => tag === 'input' && type === 'password');
  const values = fields.map(({ value }) => value).filter((value) => !isMaskOnly(value));
  const seen = fields.filter(({ shown }) => shown === 'yes');
  const filled = seen.some(({ value }) => !isMaskOnly(value));
  const scripts = page.scripts > 0 || page.handlers;
  const state =
    seen.length === 0 ? undefined : filled ? (scripts ? 'unsure' : 'prefilled') : 'empty';
  return { state, values };
}
