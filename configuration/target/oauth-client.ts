import { randomBytes } from 'node:crypto';
import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { GroupsClaim, OAuthClient, Parameter } from '../../protocol/oauth/client.js';
import {
  handsOverCode,
  registeredClient,
  type CodeFacts,
  type Registration,
} from '../../protocol/oauth/registered-client.js';
import { seal, sealAs } from '../../protocol/secrecy/sealed.js';
import { chooseWord } from '../selection.js';
import { the, usage } from '../setting-failure.js';
import type { OptionsOf, SettingId } from '../options.js';
import { readPageUrl } from './addresses.js';

/** The settings of a client, as they were typed. */
export type ClientSettings = Pick<
  OptionsOf<'serve'>,
  | 'clientId'
  | 'clientSecret'
  | 'tokenUrl'
  | 'infoUrl'
  | 'scope'
  | 'clientAuth'
  | 'authorizationParam'
  | 'groupsClaim'
  | 'groupsToken'
  | 'groupsDelimiter'
  | 'logoutUrl'
>;

/** Their names, in the order of the help. */
export const clientSettings: readonly (keyof ClientSettings & SettingId)[] = [
  'clientId',
  'clientSecret',
  'tokenUrl',
  'infoUrl',
  'scope',
  'clientAuth',
  'authorizationParam',
  'groupsClaim',
  'groupsToken',
  'groupsDelimiter',
  'logoutUrl',
];

/** Whether a setting is meant for this very target: a variable that is set for all of them does no harm. */
type IsTyped = (setting: SettingId) => boolean;

/** Parameters that the docs host sets itself. */
const own =
  /^(?:response_type|client_id|redirect_uri|scope|state|code_challenge|code_challenge_method)$/;

/** Reads `name=value`; the value may be empty. */
function readParameter(text: string): Parameter {
  const equals = text.indexOf('=');
  if (equals < 1) throw usage`${the('authorizationParam')} must look like name=value.`;
  const name = text.slice(0, equals);
  if (own.test(name)) {
    throw usage`${the('authorizationParam')} cannot set ${name}: the docs host sets it itself.`;
  }
  return [name, text.slice(equals + 1)];
}

/** Parts of a scope (RFC 6749 §3.3), one or several. */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

function readScope(text: string): string {
  if (scopeForm.test(text)) return text;
  throw usage`${the('scope')} has a character that no scope has, or is empty: its parts are words, apart by single blanks.`;
}

/** The most characters between two groups, as the docs host has it. */
const longestDelimiter = 4;

function readGroups(settings: ClientSettings): GroupsClaim | undefined {
  const { groupsClaim: claim, groupsDelimiter: delimiter } = settings;
  if (claim === undefined) {
    const stray = (['groupsToken', 'groupsDelimiter'] as const).find(
      (each) => settings[each] !== undefined,
    );
    if (stray === undefined) return undefined;
    throw usage`${the(stray)} needs ${the('groupsClaim')}, the name of the claim.`;
  }
  if (delimiter !== undefined && (delimiter === '' || delimiter.length > longestDelimiter)) {
    throw usage`${the('groupsDelimiter')} has one to ${String(longestDelimiter)} characters.`;
  }
  return {
    token: chooseWord('groupsToken', settings.groupsToken),
    claim,
    ...(delimiter === undefined ? {} : { delimiter }),
  };
}

/** What keeps a page from being a client with a secret. */
function refuseSecret(settings: ClientSettings, id: string, isTyped: IsTyped): void {
  const stray = (['clientSecret', 'groupsClaim', 'logoutUrl'] as const).find(
    (each) => settings[each] !== undefined && isTyped(each),
  );
  if (stray !== undefined) {
    throw usage`${the(stray)} has no use in ${id}: its client is a page, which keeps no secret and reads no token. Leave it out.`;
  }
  const { clientAuth = 'auto' } = settings;
  if (isTyped('clientAuth') && !['auto', 'none'].includes(clientAuth)) {
    throw usage`${the('clientAuth')} is none in ${id}: its client is a page, which keeps no secret.`;
  }
}

function readAuth(settings: ClientSettings): Registration['auth'] {
  const auth = chooseWord('clientAuth', settings.clientAuth);
  if (auth === 'none' && settings.clientSecret !== undefined) {
    throw usage`${the('clientAuth', 'none')} and ${the('clientSecret')} do not go together: leave one out.`;
  }
  if (auth !== 'none' && settings.clientSecret === undefined) {
    throw usage`${the('clientSecret')} is missing: the client authenticates with it at the token endpoint. Give it in DOCS_HANDSHAKE_CLIENT_SECRET; a pipeline gives no secrets to runs of forks.`;
  }
  return auth;
}

function registrationFrom(
  settings: ClientSettings,
  facts: HandshakeFacts & CodeFacts,
  isTyped: IsTyped,
): Registration {
  const { clientId, clientSecret, tokenUrl, infoUrl, scope, logoutUrl } = settings;
  if (clientId === undefined || clientId === '') {
    throw usage`${the('clientId')} is missing: the client that your authorization server has registered for the docs.`;
  }
  if (tokenUrl === undefined) {
    throw usage`${the('tokenUrl')} is missing: the token endpoint of your authorization server.`;
  }
  const isPublic = facts.redeems.client === 'public';
  if (isPublic) refuseSecret(settings, facts.id, isTyped);
  if (isPublic && infoUrl === undefined) {
    throw usage`${the('infoUrl')} is missing: in ${facts.id} the Info API alone says who reads.`;
  }
  const groups = isPublic ? undefined : readGroups(settings);
  const auth = isPublic ? undefined : readAuth(settings);
  return {
    clientId,
    ...(clientSecret === undefined || isPublic ? {} : { clientSecret: sealAs(clientSecret) }),
    ...(auth === undefined ? {} : { auth }),
    scopes: (scope ?? []).map(readScope),
    furtherParameters: (settings.authorizationParam ?? []).map(readParameter),
    tokenUrl: readPageUrl('tokenUrl', tokenUrl),
    ...(infoUrl === undefined ? {} : { infoUrl: readPageUrl('infoUrl', infoUrl) }),
    ...(groups === undefined ? {} : { groups }),
    ...(logoutUrl === undefined ? {} : { logoutUrl: readPageUrl('logoutUrl', logoutUrl) }),
  };
}

/**
 * The docs host as a client, from its settings; undefined where the handshake hands over no code.
 *
 * @param isTyped whether a setting was typed as an option, or is the target's own
 * @throws Failure `usage` where one is missing, or has no use
 */
export function readOAuthClient(
  settings: ClientSettings,
  facts: HandshakeFacts,
  docs: { readonly docsOrigin: string; readonly docsPath: string },
  isTyped: IsTyped = () => true,
): OAuthClient | undefined {
  if (!handsOverCode(facts)) {
    const stray = clientSettings.find((each) => settings[each] !== undefined && isTyped(each));
    if (stray === undefined) return undefined;
    throw usage`${the(stray)} is for an authorization server, and ${facts.id} has none: leave it out, or choose another ${the('handshake')}.`;
  }
  const registration = registrationFrom(settings, facts, isTyped);
  return registeredClient(facts, docs, registration, seal(randomBytes(32).toString('base64url')));
}
