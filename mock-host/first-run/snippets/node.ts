import {
  anchorPattern,
  keyVariable,
  lines,
  pagePattern,
  reservedPattern,
  sessionSeconds,
  userNote,
  type LoginSetup,
  type SnippetMaker,
  singleQuoted as quoted,
} from './setup.js';

const regexp = (pattern: string): string =>
  pattern.replaceAll('/', '\\/').replaceAll('[^\\/', '[^/');

/** From the page that was asked for to the address that readers are sent to. */
function wayBack(setup: LoginSetup): readonly string[] {
  const test = `/^${regexp(pagePattern(setup))}$/.test(page)`;
  if (setup.callbackUrl !== undefined) {
    return [
      `const isPage = typeof page === 'string' && ${test};`,
      `const query = isPage ? \`?${setup.returnParam ?? 'redirect'}=\${encodeURIComponent(page)}\` : '';`,
      `const location = \`${setup.callbackUrl}\${query}#\${token}\`;`,
    ];
  }
  const root =
    setup.docsPath === '' ? '' : ` && \`\${page}/\`.startsWith(${quoted(`${setup.docsPath}/`)})`;
  return [
    `const isPage = typeof page === 'string' && ${test}${root} && !/^${regexp(reservedPattern(setup))}/i.test(page.split(/[?#]/)[0] ?? '');`,
    `const [path = '', anchor = ''] = (isPage ? page : ${quoted(`${setup.docsPath}/`)}).split('#');`,
    setup.knowsAnchors
      ? `const fragment = /^${regexp(anchorPattern)}$/.test(anchor) ? \`jwt=\${token}&anchor=\${anchor}\` : token;`
      : 'const fragment = token;',
    `const location = \`${setup.docsOrigin}\${path}#\${fragment}\`;`,
  ];
}

const signing = ({ hostClaim, algorithm }: LoginSetup): readonly string[] => [
  'const now = Math.floor(Date.now() / 1000);',
  'const token = await new SignJWT({',
  '  ...user,',
  ...(hostClaim === undefined ? [] : [`  host: ${quoted(hostClaim)},`]),
  `  expiresAt: now + ${sessionSeconds}, // the session at the docs`,
  '  exp: now + 10, // the token',
  '  jti: crypto.randomUUID(), // two logins in a second are two',
  '})',
  `  .setProtectedHeader({ alg: '${algorithm}' })`,
  '  .sign(key);',
];

const user = [
  `// ${userNote}`,
  "const user = { groups: ['admin'], content: { firstName: 'Ann' } };",
];

const indented = (some: readonly string[]): readonly string[] => some.map((line) => `  ${line}`);

/** Express 5. */
export const express: SnippetMaker = (setup) => ({
  id: 'express',
  title: 'Express',
  file: 'docs-login.mjs',
  install: 'npm i express jose',
  text: lines(
    "import express from 'express';",
    "import { SignJWT, importPKCS8 } from 'jose';",
    '',
    `const pem = process.env.${keyVariable}.replaceAll('\\\\n', '\\n');`,
    `const key = await importPKCS8(pem, '${setup.algorithm}');`,
    'const app = express();',
    '',
    `app.get(${quoted(setup.loginPath)}, async (request, response) => {`,
    indented([
      ...user,
      ...signing(setup),
      `const page = request.query[${quoted(setup.returnParam ?? 'redirect')}];`,
      ...wayBack(setup),
      "response.status(303).set({ Location: location, 'Cache-Control': 'no-store' }).end();",
    ]),
    '});',
    `app.listen(${setup.loginPort}, 'localhost');`,
  ),
});

/** A route handler of the App Router of Next.js. */
export const next: SnippetMaker = (setup) => ({
  id: 'next',
  title: 'Next.js',
  file: `app${setup.loginPath}/route.ts`,
  install: 'npm i jose',
  text: lines(
    "import { SignJWT, importPKCS8 } from 'jose';",
    '',
    "export const dynamic = 'force-dynamic';",
    '',
    'export async function GET(request: Request) {',
    indented([
      `const pem = (process.env.${keyVariable} ?? '').replaceAll('\\\\n', '\\n');`,
      `const key = await importPKCS8(pem, '${setup.algorithm}');`,
      ...user,
      ...signing(setup),
      `const page = new URL(request.url).searchParams.get(${quoted(setup.returnParam ?? 'redirect')});`,
      ...wayBack(setup),
      "const headers = { Location: location, 'Cache-Control': 'no-store' };",
      'return new Response(null, { status: 303, headers });',
    ]),
    '}',
  ),
});
