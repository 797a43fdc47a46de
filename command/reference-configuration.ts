import { configurationFrom } from '../configuration/configure.js';
import type { Configuration } from '../configuration/configuration.js';
import type { Settings } from '../configuration/settings.js';
import type { ReferenceFlow } from '../fixtures/reference/flow.js';

/** Where the reference flow sends people: the mock host itself, wherever it listens. */
export const referenceDocsOrigin = 'http://localhost:4747';

/** The configuration that judges a reference flow, both its users known. */
export function referenceConfiguration(
  flow: ReferenceFlow,
  { edition, driver, only }: Pick<Settings, 'edition' | 'driver' | 'only'>,
  cwd: string,
): Promise<Configuration> {
  const [first, second] = flow.users;
  const { loginUrl, endpoints, keys } = flow;
  const asked = endpoints && {
    loginUrl: endpoints.session,
    signInUrl: loginUrl,
    signOutUrl: endpoints.signOut,
  };
  return configurationFrom(
    {
      ...(asked ?? { loginUrl }),
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
    { env: asked ? {} : { DOCS_HANDSHAKE_KEY: keys.own.privateText.reveal() }, cwd },
  );
}
