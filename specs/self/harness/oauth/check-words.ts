import type { RunningFlow } from '../../../../fixtures/reference/running-flow.js';

/** The variables that carry what is secret of a flow: the password, and the client secret where there is one. */
export function oauthSecrets({ users, client }: RunningFlow): Readonly<Record<string, string>> {
  const secret = client?.clientSecret?.reveal();
  return {
    DOCS_HANDSHAKE_PASSWORD: users[0].password.reveal(),
    ...(secret === undefined ? {} : { DOCS_HANDSHAKE_CLIENT_SECRET: secret }),
  };
}

/** The words of `check` for an authorization server of this repository; its secrets come in variables. */
export function oauthArguments(
  flow: RunningFlow,
  docsOrigin: string,
  elsewhere: { readonly token?: string; readonly info?: string } = {},
): readonly string[] {
  const { client, users, handshake, loginUrl } = flow;
  if (client === undefined) throw new Error('The flow is no authorization server.');
  const options: Readonly<Record<string, string>> = {
    handshake,
    'docs-origin': docsOrigin,
    'sign-in': 'form',
    username: users[0].username,
    'client-id': client.clientId,
    'token-url': elsewhere.token ?? client.tokenUrl,
    'info-url': elsewhere.info ?? client.infoUrl,
    ...(client.groups !== undefined && client.clientSecret !== undefined
      ? { 'groups-claim': client.groups.claim }
      : {}),
  };
  return [
    'check',
    loginUrl,
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ...client.scopes.flatMap((scope) => ['--scope', scope]),
  ];
}
