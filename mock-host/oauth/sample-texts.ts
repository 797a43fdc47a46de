import type { DocsPage } from '../../protocol/docs/pages.js';
import type { Redemption } from '../../protocol/handshake.js';
import { makeItYours, noteText } from '../docs/sample-docs.js';

/** The built-in pages where they say something else for docs that are a client of an authorization server. */

type Texts = Readonly<Record<string, Partial<Pick<DocsPage, 'text' | 'description'>>>>;

const user = `\`\`\`json
{
  "expiresAt": 1767312000,
  "groups": ["admin"],
  "content": { "firstName": "Ann" }
}
\`\`\``;

const stepThree: Readonly<Record<Redemption['by'], string>> = {
  host: `The docs host redeems the code by itself, with its client secret, and asks the Info API with the token. No browser sees
either. The session lasts until \`expiresAt\`.`,
  browser: `The page of the docs redeems the code, with the verifier that it kept, and asks the Info API with the token. Both let
the docs origin read what they answer, and the Info API lets \`Authorization\` in. The data stay in the browser until
\`expiresAt\`.`,
};

const steps = (by: Redemption['by']): string => `## Step one

Register the docs as a client of your authorization server, with their redirect URI letter by letter and with their scopes.

## Step two

Send the reader back to the redirect URI with \`code\` and \`state\` in the query. The page that they asked for is kept here,
and not told your server.

| what came back | what the reader gets |
| --- | --- |
| a code with the state of this browser | the page that they asked for |
| an error, or another state | a page that names the reason, and no loop |
| nothing | a way to log in again, by hand |

## Step three

${stepThree[by]}

${user}

> Lost your way here? Log in once more from \`#step-two\`, and look where you come out.
`;

const welcome = `This is a small set of docs to log in to. Only the login is real: what your Info API answers decides what you see here.

- [Quickstart](/quickstart) says in three steps what your authorization server has to do.
- [A guide, one level down](/guides/start) is a page to log in from.
- [Create a note](/reference/create-note) is an API page: its fields fill themselves from the answer of the Info API.
- [Open to all](/public) needs no login.

${makeItYours('the answer', 'the answer')}`;

const guide = `The page that a reader asked for stays in the docs, under the \`state\` of the request.

## What binds the two

1. The state is random, good once, for ten minutes, and in one browser alone.
2. The code is redeemed once, with the verifier of its own request.
3. Two tabs may log in at the same time: each comes back to its own page.

Back to [step two of the quickstart](/quickstart#step-two), or [home](/).
`;

const admin = `Everybody whose groups do not name it is shown none of this.

## What groups are

A page names its groups, the answer of the Info API names those of its reader. One that both have is enough. They are
compared exactly: \`Admin\` is not \`admin\`.
`;

/** Texts and descriptions by path. */
export const clientTexts = (by: Redemption['by']): Texts => ({
  '/': { text: welcome },
  '/quickstart': {
    description: 'Three steps from an authorization server to a reader who is known.',
    text: steps(by),
  },
  '/guides/start': { description: 'A page in a folder, to log in from.', text: guide },
  '/admin': {
    description:
      by === 'host'
        ? 'Only readers whose groups name “admin” see this page. Others get a 404.'
        : 'Everybody can open this page. Readers whose groups name “admin” also see its link, and its text.',
    text: admin,
  },
  '/reference/create-note': {
    description: 'An API page, whose fields are filled from the answer of the Info API.',
    text: noteText('the answer'),
  },
});
