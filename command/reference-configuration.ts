import { configurationFrom } from '../configuration/configure.js';
import type { Configuration } from '../configuration/configuration.js';
import type { Settings } from '../configuration/settings.js';
import type { FlowClient } from '../fixtures/reference/running-flow.js';
import type { ReferenceFlow } from '../fixtures/reference/flow.js';

/** Where the reference flow sends people: the mock host itself, wherever it listens. */
export const referenceDocsOrigin = 'http://localhost:4747';

/** What the docs host is told of the flow's authorization server. */
const clientSettings = ({
  clientId,
  clientSecret,
  scopes,
  tokenUrl,
  infoUrl,
  groups,
}: FlowClient): Partial<Settings> => ({
  clientId,
  ...(clientSecret && { clientSecret: clientSecret.reveal() }),
  scope: scopes,
  tokenUrl,
  infoUrl,
  ...(groups && clientSecret && { groupsClaim: groups.claim, groupsToken: groups.token }),
});

/** The configuration that judges a reference flow, both its users known. */
export function referenceConfiguration(
  flow: ReferenceFlow,
  { edition, driver, only }: Pick<Settings, 'edition' | 'driver' | 'only'>,
  cwd: string,
): Promise<Configuration> {
  const [first, second] = flow.users;
  const { loginUrl, endpoints, client, keys } = flow;
  const asked = endpoints && {
    loginUrl: endpoints.session,
    signInUrl: loginUrl,
    signOutUrl: endpoints.signOut,
  };
  return configurationFrom(
    {
      ...(asked ?? { loginUrl }),
      ...(client && clientSettings(client)),
      handshake: flow.handshake,
      docsOrigin: referenceDocsOrigin,
      signIn: 'form',
      username: first.username,
      password: first.password.reveal(),
      secondUsername: second.username,
      secondPassword: second.password.reveal(),
      ...(edition !== undefined && { edition }),
      ...(driver !== undefined && { driver }),
      ...(only !== undefined && { only }),
    },
    // The settings of a flow of one's own must not reach this one.
    { env: asked || client ? {} : { DOCS_HANDSHAKE_KEY: keys.own.privateText.reveal() }, cwd },
  );
}
