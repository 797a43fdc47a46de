import { makeItYours } from '../docs/sample-docs.js';
import type { DocsPage } from '../../protocol/docs/pages.js';

/** The built-in pages where they say something else for docs that ask a session API: texts and descriptions by path. */
export const askingTexts: Readonly<
  Record<string, Partial<Pick<DocsPage, 'text' | 'description'>>>
> = {
  '/': {
    description:
      'Documentation with one real part: the question who reads. Everything else is a stand-in.',
    text: `This is a small set of docs that asks your session API who reads. Only that is real: what your API answers decides
what you see here.

- [Quickstart](/quickstart) says in three steps what the API has to do.
- [A guide, one level down](/guides/start) asks as every page does.
- [Create a note](/reference/create-note) is an API page: its fields fill themselves from the answer.
- [Open to all](/public) is the same for everybody.

${makeItYours('the answer', 'the answer')}`,
  },
  '/quickstart': {
    description: 'Three steps from a session API to a reader who is known.',
    text: `## Step one

Answer \`GET\` at one URL by the session cookie that your readers have anyway: 200 and JSON for a reader who is signed in,
401 for anybody else. No other header field comes along, and no redirect helps.

\`\`\`json
{
  "expiresAt": 1767312000,
  "groups": ["admin"],
  "content": { "firstName": "Ann" }
}
\`\`\`

## Step two

Let the docs read every answer, the 401 included, and let nobody keep it.

| field | value |
| --- | --- |
| \`Access-Control-Allow-Origin\` | the origin of the docs, letter by letter |
| \`Access-Control-Allow-Credentials\` | \`true\` |
| \`Vary\` | \`Origin\` |
| \`Cache-Control\` | \`private, no-store\` |

## Step three

Sign in where your readers do, in this browser, and load this page anew. Beside the text stands what came of the question.

> Where docs and API are on different sites, the cookie needs \`SameSite=None; Secure\`.
`,
  },
  '/public': {
    description: 'This page names no groups: it is the same for everybody.',
    text: `All of these docs are open. A page that names groups keeps a part of its text for their readers.

## What a stranger sees

The navigation, without the pages that are for a group, and a link to log in where there is one.
`,
  },
  '/guides/start': {
    description: 'A page in a folder: every page asks.',
    text: `Each page of the docs asks the session API once, when it is loaded. What the answer says is kept in this browser until
\`expiresAt\`, and shown until the next page has asked.

## Ways out

1. A 401 clears what was kept: who signs out of your application is a stranger here with the next page.
2. So does every answer that names nobody.
3. The moment of \`expiresAt\` ends it as well.

Back to [step two of the quickstart](/quickstart#step-two), or [home](/).
`,
  },
  '/admin': {
    description:
      'Everybody can open this page. Readers whose answer has the group “admin” also see its link, and its text.',
    text: `The text that you read here is shown to your group only.

## What groups are

A page names its groups, an answer names those of its reader. One that both have is enough. They are compared exactly:
\`Admin\` is not \`admin\`.
`,
  },
  '/reference/create-note': {
    description: 'An API page, whose fields are filled from the answer.',
    text: `Writes a note into the reader's workspace. The fields that the security scheme and the server name are filled from
\`apiPlaygroundInputs\` of the answer; the others are yours to fill.

## What comes back

\`\`\`json
{ "id": "note_1", "title": "Hello", "workspace": "acme" }
\`\`\`
`,
  },
};
