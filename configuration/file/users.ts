import type { Expectation } from '../../protocol/requirement.js';
import type { Settings } from '../settings.js';
import type { ValueReader } from './values.js';

/** The settings that are about users. */
type UserSettings = Pick<Settings, 'username' | 'password' | 'secondUsername' | 'secondPassword'>;

/** What the users of the file come to. */
export interface FileUsers {
  readonly settings: UserSettings;
  /** Where each of them stands: `users[0].password`. */
  readonly places: Readonly<Record<string, string>>;
  /** By user name; empty where nothing is expected, or a file of `--expect` says so. */
  readonly expect: Record<string, Expectation>;
}

interface FileUser {
  readonly at: number;
  readonly name: string;
  readonly password: unknown;
  readonly expect?: Expectation;
}

/**
 * The users of the file as settings. A password goes with its own user alone: who gives another name with an option or a
 * variable gives the password, too, unless the file knows that name.
 *
 * @param given the member `users`, checked; undefined where the file has none
 * @param above what was typed, and what variables say
 */
export function usersFor(given: unknown, above: Settings, read: ValueReader): FileUsers {
  const users = ((given ?? []) as readonly Readonly<Record<string, unknown>>[]).map(
    ({ username, password, expect }, at): FileUser => ({
      at,
      name: read.text(username, `users[${at}].username`),
      password,
      ...(expect !== undefined && { expect: expect as Expectation }),
    }),
  );
  const first = users.find(({ name }) => name === (above.username ?? users[0]?.name));
  const second = users.find((user) =>
    above.secondUsername === undefined
      ? first !== undefined && user !== first
      : user.name === above.secondUsername,
  );
  const settings: Record<string, string> = {};
  const places: Record<string, string> = {};
  const take = (
    user: FileUser | undefined,
    name: 'username' | 'secondUsername',
    secret: 'password' | 'secondPassword',
  ): void => {
    if (user === undefined) return;
    if (above[name] === undefined) {
      settings[name] = user.name;
      places[name] = `users[${user.at}].username`;
    }
    if (above[secret] === undefined) {
      const place = `users[${user.at}].password`;
      settings[secret] = read.text(user.password, place);
      places[secret] = place;
    }
  };
  take(first, 'username', 'password');
  take(second, 'secondUsername', 'secondPassword');
  const expected = [first, second].flatMap((user) =>
    user?.expect === undefined ? [] : [[user.name, user.expect] as const],
  );
  return {
    settings,
    places,
    expect: above.expect === undefined ? Object.fromEntries(expected) : {},
  };
}
