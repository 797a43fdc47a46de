import type { Page } from 'playwright';
import type { Stop } from '../../protocol/exchange.js';
import type { Credentials, SignInScript } from '../../protocol/visit.js';
import { shortened, stopAt } from '../wording.js';
import type { PageRecord } from './record/record.js';

/**
 * Runs a customer's own sign-in on the page that the login flow shows.
 *
 * @returns why the visit cannot go on; undefined where it can, or is over already
 */
export async function runSignInScript(
  page: Page,
  signIn: SignInScript,
  user: Credentials | undefined,
  record: PageRecord,
  timeoutMs: number,
): Promise<Stop | undefined> {
  const given = { username: user?.username ?? '', password: user?.password.reveal() ?? '' };
  const { over } = record;
  let stop: Stop | undefined;
  let ran = false;
  const script = (async (): Promise<void> => {
    try {
      await signIn(page, given);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      const line = shortened(words.split('\n', 1)[0] ?? '');
      stop = {
        code: 'sign-in-refused',
        seen: 'The script of --sign-in failed',
        said: line,
      };
    }
    ran = true;
    record.watch.touch();
  })();
  // A person may have to wait for a mail or a push: four answers' worth of time.
  const inTime = await record.watch.until(() => ran || over(), timeoutMs * 4);
  if (over()) return undefined;
  if (inTime) await script;
  return inTime
    ? stop
    : stopAt(
        'timeout',
        `The script of --sign-in did not end within ${Math.round((timeoutMs * 4) / 1000)} s`,
        'let it return once it has submitted the form',
      );
}
