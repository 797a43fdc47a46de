import type { Docs, DocsPage } from '../../protocol/docs/pages.js';

const steps = `## Step one

Your login flow signs a token with the key from the dashboard. The token lives for **ten seconds or less**; the session
that it opens lives until \`expiresAt\`, which is another claim and counts in seconds, too.

\`\`\`json
{
  "host": "docs.example.com",
  "exp": 1767225610,
  "expiresAt": 1767312000,
  "groups": ["admin"],
  "content": { "firstName": "Ann" }
}
\`\`\`

## Step two

Send the reader back with a redirect. The token comes behind the \`#\` of the address, so that no server between you and
the docs ever sees it, and is taken out of the address before anything else happens.

| what came back | what the reader gets |
| --- | --- |
| a token that holds | the page that they asked for, at its anchor |
| a token that does not | a page that names the reason, and no loop |
| no token | a way to log in again, by hand |

## Step three

The docs host verifies the token and opens a session, and the reader is where they wanted to be: on this page, at this
heading, if the link said \`#step-three\`.

> Lost your way here? Ask for this page once more without a session, with \`#step-two\` at its end, and look where you come out.
`;

/**
 * How the pages are made out to a reader.
 *
 * @param source what brings the data of the reader: at first, and once it was named
 */
export const makeItYours = (source: string, again: string): string => `## Make it yours

Values in braces come from the \`content\` of ${source}. Where ${again} has none, nothing stands there.

| on the page | in ${source} |
| --- | --- |
| \`{user.firstName}\` | {user.firstName} |
| \`{user.lastName}\` | {user.lastName} |
| \`{user.company}\` | {user.company} |
| \`{user.org?.plan}\` | {user.org?.plan} |

Your own pages can take the place of these: start the mock docs host with \`--docs <folder>\`.
`;

const welcome = `This is a small set of docs to log in to. Only the login is real: what your flow signs decides what you see here.

- [Quickstart](/quickstart) has three headings, so that a login can lead back to the very line.
- [A guide, one level down](/guides/start) lives in a folder, for flows that lose all but the last part of a path.
- [Create a note](/reference/create-note) is an API page: its fields fill themselves from your token.
- [Open to all](/public) needs no login.

${makeItYours('your token', 'the token')}`;

const guide = `This page is two parts deep. A login flow that keeps only the last part of \`redirect\`, or adds a slash to it, does not find
the way back here.

## Where the reader was

The page that a reader asked for travels in \`redirect\`, encoded once. Your flow hands it back as it came.

1. Keep it through every form and every redirect of the login.
2. Encode it once more when it goes into the address of the callback.
3. Never send a reader to it by yourself.

## Where the reader goes

Back to [step two of the quickstart](/quickstart#step-two), or [home](/).
`;

const adminPage = (open: boolean): string => `${
  open
    ? 'The text that you read here is shown to your group only.'
    : 'To everybody else this address answers like one that was never used.'
}

## What groups are

A page names its groups, a token names those of its reader. One that both have is enough. They are compared exactly:
\`Admin\` is not \`admin\`.
`;

/**
 * The text of the API page.
 *
 * @param source where its values come from, as a sentence has it
 */
export const noteText = (
  source: string,
): string => `Writes a note into the reader's workspace. The fields that the security scheme and the server name are filled from
\`apiPlaygroundInputs\` of ${source}; the others are yours to fill.

## What comes back

\`\`\`json
{ "id": "note_1", "title": "Hello", "workspace": "acme" }
\`\`\`
`;

const open = `This page has \`public: true\` and no groups: strangers read it. Every other page of these docs asks for a login first.

## What a stranger sees

The navigation, without the pages that are for a group, and a button to log in.
`;

/** The built-in pages. */
const pages = (docsAreOpen: boolean): readonly DocsPage[] => [
  {
    path: '/',
    title: 'Welcome',
    description: 'Documentation with one real part: the login. Everything else is a stand-in.',
    text: welcome,
  },
  {
    path: '/quickstart',
    title: 'Quickstart',
    description: 'Three steps. Each has an anchor, so a login can lead back to the very line.',
    text: steps,
  },
  {
    path: '/public',
    title: 'Open to all',
    description: 'This page is public: nobody needs to log in for it.',
    public: true,
    text: open,
  },
  {
    path: '/guides/start',
    title: 'A guide, one level down',
    description: 'A page in a folder, for login flows that lose all but the last part of a path.',
    text: guide,
  },
  {
    path: '/admin',
    title: 'For admins',
    description: docsAreOpen
      ? 'Everybody can open this page. Readers whose token has the group “admin” also see its link, and its text.'
      : 'Only readers whose token has the group “admin” see this page. Others get a 404.',
    groups: ['admin'],
    text: adminPage(docsAreOpen),
  },
  {
    path: '/reference/create-note',
    title: 'Create a note',
    description: 'An API page, whose fields are filled from the token.',
    text: noteText('the token'),
    endpoint: {
      method: 'POST',
      path: '/workspaces/{workspace}/notes',
      server: 'https://{region}.api.example.com/v1',
      fields: [
        { name: 'region', place: 'server', prefilled: true, usual: 'eu' },
        { name: 'Authorization', place: 'header', prefilled: true },
        { name: 'api_key', place: 'query', prefilled: true },
        { name: 'workspace', place: 'path', prefilled: false },
        { name: 'X-Request-Id', place: 'header', prefilled: false },
      ],
    },
  },
];

/**
 * The docs that a host serves where it was given none.
 *
 * @param standIn true where any other path is a page, too
 * @param instead texts and descriptions by path, for docs of which something else is to be said
 */
export function sampleDocs(
  docsAreOpen: boolean,
  standIn: boolean,
  instead: Readonly<Record<string, Partial<DocsPage>>> = {},
): Docs {
  return {
    name: 'Docs',
    pages: new Map(
      pages(docsAreOpen).map((page) => [page.path, { ...page, ...instead[page.path] }]),
    ),
    navigation: [
      { title: 'Get started', entries: ['/', '/quickstart', '/public'] },
      { title: 'Guides', entries: ['/guides/start', '/admin'] },
      { title: 'API reference', entries: ['/reference/create-note'] },
    ],
    standIn,
  };
}

/** The stand-in for every page that no built-in one is: a login leads there just the same. It has no path of its own. */
export const standInPage: DocsPage = {
  path: '',
  title: 'A page of your docs',
  description:
    'No page of the mock docs host has this path, but yours may: a login leads here just the same.',
  text: steps,
};
