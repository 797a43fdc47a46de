import { Failure } from '../protocol/failure.js';
import { sealAs } from '../protocol/secrecy/sealed.js';
import type { Credentials, SignIn } from '../protocol/visit.js';
import { variableOf } from './settings.js';
import type { Settings } from './settings.js';

/** The readers who sign in. */
export interface Readers {
  readonly user?: Credentials;
  readonly secondUser?: Credentials;
}

const members = ['username', 'password', 'secondUsername', 'secondPassword'] as const;
type Member = (typeof members)[number];

const usage = (sentence: string): Failure => new Failure('usage', sentence);
const optionOf = (member: Member): string =>
  `--${member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

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
  isTyped: (setting: string) => boolean,
): Readers {
  if (how === 'none' || how === 'undeclared') {
    const typed = members.find((member) => isTyped(member));
    if (typed === undefined) return {};
    throw usage(
      how === 'none'
        ? `${optionOf(typed)} has no use with --sign-in none, which signs nobody in: leave one of them out.`
        : `${optionOf(typed)} says nothing about how to sign in: add --sign-in form.`,
    );
  }
  const user = readOne(settings, 'username', 'password');
  const secondUser = readOne(settings, 'secondUsername', 'secondPassword');
  if (user === undefined) {
    if (how === 'form') throw usage('--sign-in form needs --username and --password.');
    if (secondUser !== undefined) {
      throw usage('--second-username needs --username and --password beside it.');
    }
    return {};
  }
  if (secondUser?.username === user.username) {
    throw usage('--second-username is the user of --username: give another one, or leave it out.');
  }
  return { user, ...(secondUser && { secondUser }) };
}

function readOne(settings: Settings, name: Member, secret: Member): Credentials | undefined {
  const { [name]: username, [secret]: password } = settings;
  if (username === undefined && password === undefined) return undefined;
  const lacks = (one: Member, other: Member): Failure =>
    usage(`${optionOf(one)} needs ${optionOf(other)} (or ${variableOf(other)}) beside it.`);
  if (username === undefined || username === '') throw lacks(secret, name);
  if (password === undefined) throw lacks(name, secret);
  return { username, password: sealAs(password) };
}
