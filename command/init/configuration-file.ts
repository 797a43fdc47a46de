import { defaultHandshake } from '../../handshakes/registry.js';
import type { Answers } from './answers.js';

/** The variable that a reader's password stands in. */
export const passwordVariable = 'DOCS_HANDSHAKE_PASSWORD';

const schema = './node_modules/docs-handshake/dist/configuration/file/configuration.schema.json';

/** The members of the configuration file. A login flow that is started gets a key of its own, so that no secret is needed. */
function membersFor(answers: Answers): Readonly<Record<string, unknown>> {
  const { loginUrl, docsOrigin, handshake, start, signIn, username } = answers;
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
        DOCS_KEY: '{privateKey}',
        ...(username !== undefined && { DEMO_PASSWORD: password }),
      },
      key: 'new',
    }),
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
export function configurationText(answers: Answers, typescript: boolean): string {
  const members = membersFor(answers);
  if (!typescript) return `${json({ $schema: schema, ...members })}\n`;
  return `import { defineConfig } from 'docs-handshake';

export default defineConfig(${asTypescript(json(members))});
`;
}
