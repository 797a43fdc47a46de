import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { Target } from '../../protocol/visit.js';
import type { SettingId } from '../options.js';
import { the, usage } from '../setting-failure.js';
import type { Settings } from '../settings.js';
import { readLoginUrl, readPageUrl } from './addresses.js';

/** Where visits begin, and what the docs' pages ask. */
export type Addresses = Pick<Target, 'loginUrl' | 'endpoints'>;

/** Settings that only a handshake has in which the docs' pages ask. */
const asking = ['signInUrl', 'signOutUrl'] as const;

/**
 * The address that is judged is where a handshake starts: the login URL, or the session API that the docs' pages ask.
 * Without a page to sign in on, visits of a session API begin at the API itself.
 *
 * @throws Failure `usage`
 */
export function readAddresses(settings: Settings, { asks, id }: HandshakeFacts): Addresses {
  const address = readLoginUrl(settings.loginUrl);
  if (asks === undefined) {
    const stray = asking.find((setting) => settings[setting] !== undefined);
    if (stray === undefined) return { loginUrl: address };
    throw usage`${the(stray)} is for a session API, and ${id} has none: leave it out, or choose another ${the('handshake')}.`;
  }
  const { signInUrl, signOutUrl } = settings;
  if (signOutUrl !== undefined && signInUrl === undefined) {
    throw usage`${the('signOutUrl')} has no use where nobody signs in: add ${the('signInUrl')}.`;
  }
  return {
    loginUrl: signInUrl === undefined ? address : readPageUrl('signInUrl', signInUrl),
    endpoints: {
      session: address,
      ...(signOutUrl !== undefined && { signOut: readPageUrl('signOutUrl', signOutUrl) }),
    },
  };
}

/**
 * The settings with what a sign-in URL says by itself: a name or a password beside it is for a form.
 *
 * @param isTyped whether a setting was typed as an option
 * @throws Failure `usage` where somebody is to sign in, and nothing says where
 */
export function withSignIn(
  settings: Settings,
  { asks }: HandshakeFacts,
  isTyped: (setting: SettingId) => boolean,
): Settings {
  if (asks === undefined) return settings;
  const { signIn, signInUrl, username, password } = settings;
  if (signInUrl === undefined) {
    const users = (['username', 'password'] as const).find((each) => isTyped(each));
    const stray = signIn === undefined || signIn === 'none' ? users : 'signIn';
    if (stray === undefined) return settings;
    throw usage`${the(stray)} needs ${the('signInUrl')}, the page where readers sign in: a session API shows none.`;
  }
  return signIn === undefined && (username ?? password) !== undefined
    ? { ...settings, signIn: 'form' }
    : settings;
}
