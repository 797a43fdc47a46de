import { defaultHandshake } from '../../handshakes/registry.js';
import type { Answers } from './answers.js';

/** The variable that a reader's password stands in. */
export const passwordVariable = 'DOCS_HANDSHAKE_PASSWORD';

const schema = './node_modules/docs-handshake/dist/configuration/file/configuration.schema.json';

/** The variable that the client's secret stands in. */
export const secretVariable = 'DOCS_HANDSHAKE_CLIENT_SECRET';

/** What a handshake needs of the docs host besides the login URL. */
export interface Needs {
  /** True where a signed token travels. */
  readonly hasKey: boolean;
  /** True where the docs host is a client with a secret. */
  readonly hasSecret: boolean;
}

/** The members of the configuration file. A login flow that is started gets a key of its own, so that no secret is needed. */
function membersFor(
  answers: Answers,
  { hasKey, hasSecret }: Needs,
): Readonly<Record<string, unknown>> {
  const { loginUrl, docsOrigin, handshake, start, signIn, username } = answers;
  const { signInUrl, clientId, tokenUrl, infoUrl, scope } = answers;
  const password = { env: passwordVariable };
  return {
    loginUrl,
    docsOrigin,
    ...(handshake !== defaultHandshake && { handshake }),
    ...(start !== undefined && {
      start,
      startEnv: {
        PORT: '{port}',
        DOCS_ORIGIN: '{docsOrigin}',
        ...(hasKey && { DOCS_KEY: '{privateKey}' }),
        ...(hasSecret && { CLIENT_SECRET: { env: secretVariable } }),
        ...(username !== undefined && { DEMO_PASSWORD: password }),
      },
      ...(hasKey && { key: 'new' }),
    }),
    ...(signInUrl !== undefined && { signInUrl }),
    ...(clientId !== undefined && { clientId, tokenUrl, infoUrl, scope }),
    ...(hasSecret && { clientSecret: { env: secretVariable } }),
    signIn,
    ...(username !== undefined && { users: [{ username, password }] }),
  };
}

/** JSON as TypeScript is written: names without quotes. */
const asTypescript = (text: string): string =>
  text
    .replace(/(^\s*|\{ )"([A-Za-z_]\w*)":/gm, '$1$2:')
    .replace(
      /^(\s*)startEnv:/m,
      '$1// On the left the variables that your login flow reads: change the names to yours.\n$1startEnv:',
    );

/** JSON with what stands in a variable on one line. */
const json = (members: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(members, null, 2).replace(/\{\s+("env": "\w+")\s+\}/g, '{ $1 }');

/** The configuration file as text. */
export function configurationText(answers: Answers, needs: Needs, typescript: boolean): string {
  const members = membersFor(answers, needs);
  if (!typescript) return `${json({ $schema: schema, ...members })}\n`;
  return `import { defineConfig } from 'docs-handshake';

export default defineConfig(${asTypescript(json(members))});
`;
}
