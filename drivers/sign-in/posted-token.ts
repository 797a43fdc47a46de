import { findTokens } from '../../protocol/jose/find-token.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import type { Page } from './page.js';

/** True for a page with a form that is sent to the docs with a token in one of its fields. */
export function formsToken(page: Page, docsOrigin: string): boolean {
  return page.forms.some(
    ({ action, method, controls }) =>
      method === 'post' &&
      parseUrl(action, page.base)?.origin === docsOrigin &&
      controls.some(({ value }) => findTokens(value).length > 0),
  );
}
