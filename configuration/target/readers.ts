import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Credentials, SignIn } from '../../protocol/visit.js';
import type { SettingId } from '../options.js';
import { either, the, usage } from '../setting-failure.js';
import type { SettingFailure } from '../setting-failure.js';
import type { Settings } from '../settings.js';

/** The readers who sign in. */
export interface Readers {
  readonly user?: Credentials;
  readonly secondUser?: Credentials;
}

const members = ['username', 'password', 'secondUsername', 'secondPassword'] as const;
type Member = (typeof members)[number];

/**
 * The users of a run. Where nobody signs in, variables that a pipeline sets for all its jobs do no harm; options
 * that were typed for nothing are a mistake.
 *
 * @param isTyped whether a setting was typed as an option
 * @throws Failure `usage`
 */
export function readReaders(
  settings: Settings,
  { how }: SignIn,
  isTyped: (setting: SettingId) => boolean,
): Readers {
  if (how === 'none' || how === 'undeclared') {
    const typed = members.find((member) => isTyped(member));
    if (typed === undefined) return {};
    throw how === 'none'
      ? usage`${the(typed)} has no use with ${the('signIn', 'none')}, which signs nobody in: leave one of them out.`
      : usage`${the(typed)} says nothing about how to sign in: add ${the('signIn', 'form')}.`;
  }
  const user = readOne(settings, 'username', 'password');
  const secondUser = readOne(settings, 'secondUsername', 'secondPassword');
  if (user === undefined) {
    if (how === 'form') {
      throw usage`${the('signIn', 'form')} needs ${the('username')} and ${the('password')}.`;
    }
    if (secondUser !== undefined) {
      throw usage`${the('secondUsername')} needs ${the('username')} and ${the('password')} beside it.`;
    }
    return {};
  }
  if (secondUser?.username === user.username) {
    throw usage`${the('secondUsername')} is the user of ${the('username')}: give another one, or leave it out.`;
  }
  return { user, ...(secondUser && { secondUser }) };
}

function readOne(settings: Settings, name: Member, secret: Member): Credentials | undefined {
  const { [name]: username, [secret]: password } = settings;
  if (username === undefined && password === undefined) return undefined;
  const lacks = (one: Member, other: Member): SettingFailure =>
    usage`${the(one)} needs ${either(other)} beside it.`;
  if (username === undefined || username === '') throw lacks(secret, name);
  if (password === undefined) throw lacks(name, secret);
  return { username, password: sealAs(password) };
}
