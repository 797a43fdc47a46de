import { test, type Browser } from '@playwright/test';
import { launch } from '../mock-host-visitor.js';

/**
 * One browser for the tests of a file, from its first test to its last: they are run by one worker, in order, since each
 * worker that takes some of them would start one of its own.
 *
 * @returns gives it; throws where none was found: a test that needs one fails
 */
export function sharedBrowser(): () => Browser {
  test.describe.configure({ mode: 'default' });
  let browser: Browser | undefined;
  test.beforeAll(async () => {
    browser = await launch();
  });
  test.afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error('No browser was found.');
    return browser;
  };
}
