import { join } from 'node:path';
import type { Settings } from '../../../configuration/settings.js';
import { root } from '../repository/source-tree.js';

/** Where a flow of a page runs, and the secret of the client that it knows. */
export interface FlowAddress {
  readonly origin: string;
  readonly secret: string;
}

/** What `check` is told of a flow that is more than one login URL. */
export type FlowSettings = Pick<
  Settings,
  | 'loginUrl'
  | 'signInUrl'
  | 'signOutUrl'
  | 'clientId'
  | 'clientSecret'
  | 'tokenUrl'
  | 'infoUrl'
  | 'scope'
  | 'groupsClaim'
>;

/** How a flow of `docs/login-flow.md` is started, and what must be on the machine for it. */
export interface PageFlow {
  readonly title: string;
  /** The id of the handshake that it plays; absent: the default one. */
  readonly handshake?: string;
  /** The page that shows it; absent: `docs/login-flow.md`. */
  readonly page?: string;
  /** Where it begins; absent: `/docs-login`. */
  readonly loginPath?: string;
  /** The file that the page's block names. */
  readonly file: string;
  /** What `check` is told of it besides who signs in, by the origin at which it runs; absent: its login URL, a key perhaps. */
  readonly settings?: (at: FlowAddress) => FlowSettings;
  /** Ends well where language and framework are here. */
  readonly needs: readonly [command: string, ...words: string[]];
  readonly start: (port: number) => readonly [command: string, ...words: string[]];
}

/** The loader that Node needs for TypeScript. */
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs');
const router = join(root, 'specs', 'self', 'docs', 'route-server.mjs');

/** The flows of the page, in its order. */
export const pageFlows: readonly PageFlow[] = [
  {
    title: 'Express',
    file: 'docs-login.mjs',
    needs: [process.execPath, '--version'],
    start: () => [process.execPath, 'docs-login.mjs'],
  },
  {
    title: 'Next.js',
    file: 'app/docs-login/route.ts',
    needs: [process.execPath, '--version'],
    start: () => [process.execPath, '--import', tsx, router, 'app/docs-login/route.ts'],
  },
  {
    title: 'FastAPI',
    file: 'docs_login.py',
    needs: ['python3', '-c', 'import fastapi, uvicorn, itsdangerous, multipart, jwt, cryptography'],
    start: () => ['python3', 'docs_login.py'],
  },
  {
    title: 'Django',
    file: 'docs_login_django.py',
    needs: ['python3', '-c', 'import django, jwt, cryptography'],
    start: () => ['python3', 'docs_login_django.py'],
  },
  {
    title: 'PHP',
    file: 'docs-login.php',
    needs: ['php', '-r', 'exit(function_exists("sodium_crypto_sign_detached") ? 0 : 1);'],
    start: (port) => ['php', '-S', `127.0.0.1:${port}`, 'docs-login.php'],
  },
  {
    title: 'Go',
    file: 'docs_login.go',
    needs: ['go', 'version'],
    start: () => ['go', 'run', 'docs_login.go'],
  },
  {
    title: 'JWT personalization',
    handshake: 'mintlify-personalization',
    file: 'docs-personalize.mjs',
    needs: [process.execPath, '--version'],
    start: () => [process.execPath, 'docs-personalize.mjs'],
  },
];

const sessionPage = {
  handshake: 'mintlify-shared-session',
  page: 'docs/shared-session.md',
  loginPath: '/sign-in',
  settings: ({ origin }: FlowAddress): FlowSettings => ({
    loginUrl: `${origin}/api/session`,
    signInUrl: `${origin}/sign-in`,
    signOutUrl: `${origin}/sign-out`,
  }),
} as const;

/** The session APIs of their page, in its order. */
export const sessionFlows: readonly PageFlow[] = [
  {
    ...sessionPage,
    title: 'Express',
    file: 'session-api.mjs',
    needs: [process.execPath, '--version'],
    start: () => [process.execPath, 'session-api.mjs'],
  },
  {
    ...sessionPage,
    title: 'Python',
    file: 'session_api.py',
    needs: ['python3', '--version'],
    start: () => ['python3', 'session_api.py'],
  },
];

const grantPage = {
  page: 'docs/oauth-authentication.md',
  needs: [process.execPath, '--version'],
} as const;

const authorizationServer: PageFlow = {
  ...grantPage,
  title: 'Express',
  file: 'authorization-server.mjs',
  loginPath: '/authorize',
  start: () => [process.execPath, 'authorization-server.mjs'],
};

const endpoints = ({ origin }: FlowAddress): FlowSettings => ({
  loginUrl: `${origin}/authorize`,
  tokenUrl: `${origin}/token`,
  infoUrl: `${origin}/api/me`,
  scope: ['docs:read'],
});

/** The authorization servers of their pages; one of them is for two handshakes. */
export const grantFlows: readonly PageFlow[] = [
  {
    ...authorizationServer,
    handshake: 'mintlify-oauth-authentication',
    settings: (at) => ({ ...endpoints(at), clientId: 'docs', clientSecret: at.secret }),
  },
  {
    ...authorizationServer,
    handshake: 'mintlify-oauth-personalization',
    settings: (at) => ({ ...endpoints(at), clientId: 'docs-page' }),
  },
  {
    ...grantPage,
    title: 'oidc-provider',
    handshake: 'mintlify-oauth-authentication',
    file: 'openid-provider.mjs',
    loginPath: '/auth',
    start: () => [process.execPath, 'openid-provider.mjs'],
    settings: ({ origin, secret }) => ({
      loginUrl: `${origin}/auth`,
      tokenUrl: `${origin}/token`,
      scope: ['openid'],
      groupsClaim: 'groups',
      clientId: 'docs',
      clientSecret: secret,
    }),
  },
];

/** Every flow that a page shows. */
export const shownFlows: readonly PageFlow[] = [...pageFlows, ...sessionFlows, ...grantFlows];
