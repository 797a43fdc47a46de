import type { Environment } from '../configuration/io.js';
import type { OptionsOf } from '../configuration/options.js';
import { the, usage } from '../configuration/setting-failure.js';
import { settingsFromEnvironment, variable, type GivenInCode } from '../configuration/settings.js';
import {
  clientSettings,
  readOAuthClient,
  type ClientSettings,
} from '../configuration/target/oauth-client.js';
import type { MockHostOptions } from '../mock-host/mock-host.js';
import type { LoginChoice } from '../mock-host/site.js';
import type { HandshakeFacts } from '../protocol/handshake.js';
import type { OAuthClient } from '../protocol/oauth/client.js';
import { handsOverCode } from '../protocol/oauth/registered-client.js';
import type { ServedAddress } from './served-address.js';
import { refuseTokenSettings } from './served-session.js';

/** The variable of the one setting that `check` has not. */
const logoutVariable = 'DOCS_HANDSHAKE_LOGOUT_URL';

/** Those of the settings that were given. */
function given(settings: ClientSettings): ClientSettings {
  return Object.fromEntries(
    clientSettings.flatMap((name) =>
      settings[name] === undefined ? [] : [[name, settings[name]]],
    ),
  );
}

/** The settings of a client, as they were typed; else from their variables. */
function settingsOf(options: OptionsOf<'serve'>, env: Environment): ClientSettings {
  const logoutUrl = variable(env, logoutVariable);
  return {
    ...given({ ...settingsFromEnvironment(env), ...(logoutUrl !== undefined && { logoutUrl }) }),
    ...given(options),
  };
}

/**
 * The docs host as a client; undefined where the handshake hands over no code. Its redirect URI is filled in by the host, which
 * knows its port.
 *
 * @throws Failure `usage` where something is missing, or is given that has no meaning
 */
export function readServedClient(
  options: OptionsOf<'serve'>,
  facts: HandshakeFacts,
  { docs, loginUrls }: Pick<ServedAddress, 'docs'> & { readonly loginUrls: readonly LoginChoice[] },
  from: { readonly env: Environment; readonly inCode?: Pick<GivenInCode, 'key'> },
): OAuthClient | undefined {
  const place = docs ?? { docsOrigin: 'http://localhost', docsPath: '' };
  // Variables of a shell that checks another login flow do no harm.
  if (!handsOverCode(facts)) return readOAuthClient(given(options), facts, place);
  refuseTokenSettings(options, facts, from.inCode);
  if (loginUrls.length === 0) {
    throw usage`${the('loginUrl')} is missing: give the authorization URL of your server, such as http://localhost:3000/authorize.`;
  }
  if (loginUrls.length > 1) {
    throw usage`${the('loginUrl')} is given once in ${facts.id}: it is the authorization URL, and a code is redeemed at one server.`;
  }
  return readOAuthClient(settingsOf(options, from.env), facts, place);
}

/** What the host is told of the authorization server; its parts are loaded here alone. */
export async function clientOptions({
  client,
  loginUrls,
}: {
  readonly client?: OAuthClient;
  readonly loginUrls: readonly LoginChoice[];
}): Promise<Pick<MockHostOptions, 'oauth'>> {
  if (client === undefined) return {};
  if (client.by === 'browser') return { oauth: { client } };
  const { endpointAsker } = await import('./endpoint-asker.js');
  return { oauth: { client, ask: endpointAsker(loginUrls[0]?.url ?? client.tokenUrl) } };
}
