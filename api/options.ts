import type { Environment } from '../configuration/io.js';
import { didYouMean } from '../configuration/misspelt.js';
import type { WordOf } from '../configuration/options.js';
import { the, usage } from '../configuration/setting-failure.js';
import type { GivenInCode, Settings } from '../configuration/settings.js';
import { isObject } from '../protocol/json.js';
import type { Expectations } from '../protocol/requirement.js';
import type { SignInScript } from '../protocol/visit.js';
import { sortKeys } from './key-input.js';
import type { KeyInput } from './key-input.js';

/** One value or several. */
export type OneOrMore<T> = T | readonly T[];

/** What `check` is told: the options of the command line by their ids, and what a program has at hand. */
export interface CheckOptions {
  /** The login URL, as the docs host knows it, or the URL of the session API that its pages ask; `LOGIN_URL` where it is left out. */
  readonly loginUrl?: string;
  /**
   * PEM or JWK, private or public: text, the path of a file, a `KeyObject` or a JWK; or `new`, made for this run and given to what
   * `start` starts. Without one no signature is judged.
   */
  readonly key?: OneOrMore<KeyInput>;
  readonly handshake?: string;
  readonly edition?: string;
  /** Where the flow sends people; default `http://localhost:4747`. */
  readonly docsOrigin?: string;
  readonly returnParam?: string;
  /** A command line that starts the login flow; it is waited for, and ended with all that it started. */
  readonly start?: string;
  /** Variables for it; `{docsOrigin}`, `{privateKey}`, `{publicKey}` and `{port}` are filled in. */
  readonly startEnv?: Readonly<Record<string, string>>;
  /** Seconds until the login URL must answer below 500; default 60 with `start`, else 0. */
  readonly wait?: number;
  /** True: with `start`, what answers already is judged, if anything does. */
  readonly reuse?: boolean;
  readonly driver?: WordOf<'driver'>;
  /** `none`, `form`, the path of a module that exports `signIn(page, user)`, or that function. */
  readonly signIn?: string | SignInScript;
  /** For a session API: the page where readers sign in; credentials may go to its origin. */
  readonly signInUrl?: string;
  /** For a session API: the address that signs a reader out when it is opened. */
  readonly signOutUrl?: string;
  readonly username?: string;
  readonly password?: string;
  readonly secondUsername?: string;
  readonly secondPassword?: string;
  readonly signInOrigin?: OneOrMore<string>;
  /** By user name what the token must carry, or the path of a JSON file that says so. */
  readonly expect?: string | Expectations;
  /** `Name: value`, sent to the login origin only, and to that of a session API. */
  readonly header?: OneOrMore<string>;
  /** `name=value`, sent to the login origin only; of a session API to its own origin only. */
  readonly cookie?: OneOrMore<string>;
  readonly only?: OneOrMore<string>;
  readonly skip?: OneOrMore<string>;
  readonly require?: OneOrMore<string>;
  readonly failOn?: WordOf<'failOn'>;
  /** The path of a file: falls that are known and accepted for a while. */
  readonly baseline?: string;
  /** The path of a PEM file: an authority that both drivers trust for the login flow. */
  readonly ca?: string;
  /** Seconds. */
  readonly maxTime?: number;
  readonly maxSignInsPerMinute?: number;
  readonly intrusive?: boolean;
  /** Ends the run at once: the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** Gets a line before each visit, masked. */
  readonly progress?: (line: string) => void;
  /** Gets each line that what `start` starts writes, masked. */
  readonly targetLine?: (line: string) => void;
  /** Where settings are looked for that are not given; default the variables of the process, `{}` for none. */
  readonly env?: Environment;
  /** The folder that relative paths start from; default that of the process. */
  readonly cwd?: string;
}

/** Settings as the configuration takes them. */
export interface ReadOptions {
  readonly settings: Settings;
  readonly inCode: GivenInCode;
}

type Surrounding = 'signal' | 'progress' | 'targetLine' | 'env' | 'cwd';
type Kind = 'text' | 'list' | 'texts' | 'pairs' | 'number' | 'switch' | 'own';

/** What each member must be; a member that is missing here does not compile. */
const kinds: Readonly<Record<Exclude<keyof CheckOptions, Surrounding>, Kind>> = {
  loginUrl: 'text',
  key: 'own',
  handshake: 'text',
  edition: 'text',
  docsOrigin: 'text',
  returnParam: 'text',
  start: 'text',
  startEnv: 'pairs',
  wait: 'number',
  reuse: 'switch',
  driver: 'text',
  signIn: 'own',
  signInUrl: 'text',
  signOutUrl: 'text',
  username: 'text',
  password: 'text',
  secondUsername: 'text',
  secondPassword: 'text',
  signInOrigin: 'texts',
  expect: 'own',
  header: 'texts',
  cookie: 'texts',
  only: 'list',
  skip: 'list',
  require: 'list',
  failOn: 'text',
  baseline: 'text',
  ca: 'text',
  maxTime: 'number',
  maxSignInsPerMinute: 'number',
  intrusive: 'switch',
};
const surrounding: readonly Surrounding[] = ['signal', 'progress', 'targetLine', 'env', 'cwd'];

type Known = keyof typeof kinds;
const isKnown = (name: string): name is Known => Object.hasOwn(kinds, name);

/** The value of a setting as an option would give it; undefined for a value of another type. */
function asTyped(kind: Kind, value: unknown): unknown {
  const texts: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [value];
  const areTexts = texts.every((one) => typeof one === 'string');
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'texts':
      return areTexts ? texts : undefined;
    case 'list':
      return areTexts ? texts.join(',') : undefined;
    case 'pairs':
      return isObject(value) && Object.values(value).every((one) => typeof one === 'string')
        ? Object.entries(value).map(([name, text]) => `${name}=${String(text)}`)
        : undefined;
    case 'number':
      return typeof value === 'number' ? String(value) : undefined;
    case 'switch':
      return typeof value === 'boolean' ? value : undefined;
    case 'own':
      return value;
  }
}

const wanted: Readonly<Record<Kind, string>> = {
  text: 'a string',
  texts: 'a string or an array of strings',
  list: 'requirement ids as a string or an array of strings',
  pairs: 'an object of strings',
  number: 'a number',
  switch: 'true or false',
  own: '',
};

/** Refuses a member that nobody reads: it would be passed over, and the run be greener than it should. */
export function refuseUnknown(given: object, known: readonly string[]): void {
  const stray = Object.keys(given).find((name) => !known.includes(name));
  if (stray !== undefined) throw usage`${stray} is not known.${didYouMean(stray, known)}`;
}

/**
 * Reads the options of a program.
 *
 * @throws Failure `usage` or `key`, one sentence that names the member
 */
export function readOptions(options: CheckOptions): ReadOptions {
  refuseUnknown(options, [...Object.keys(kinds), ...surrounding]);
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (!isKnown(name) || value === undefined) continue;
    const typed = asTyped(kinds[name], value);
    if (typed === undefined) throw usage`${the(name)} must be ${wanted[kinds[name]]}.`;
    settings[name] = typed;
  }
  const { signIn, expect } = options;
  const keys = sortKeys(options.key);
  const script = typeof signIn === 'function' ? signIn : undefined;
  if (signIn !== undefined && script === undefined && typeof signIn !== 'string') {
    throw usage`${the('signIn')} must be none, form, the path of a module, or a function (page, user).`;
  }
  const isPath = typeof expect === 'string';
  return {
    settings: {
      ...settings,
      key: keys.files.length > 0 ? keys.files : undefined,
      signIn: script === undefined ? signIn : undefined,
      expect: isPath ? expect : undefined,
    } as Settings,
    inCode: {
      ...(keys.texts.length > 0 && { key: keys.texts }),
      ...(script !== undefined && { signIn: script }),
      ...(expect !== undefined && !isPath && { expect }),
    },
  };
}
