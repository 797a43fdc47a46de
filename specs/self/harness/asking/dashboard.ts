import type { OutgoingHttpHeaders } from 'node:http';
import { loginPage } from '../routed-flow.js';
import type { Heard, Route } from '../routed-flow.js';

/** The user whom the dashboard's session API tells of. */
export const reader = { groups: ['staff'], content: { firstName: 'Wilhelmina' } } as const;

/** What a dashboard is made of. */
export interface DashboardParts {
  /** The docs origin that its session API lets in. */
  readonly docsOrigin: string;
  /** The attributes of its session cookie, behind the value. */
  readonly attributes?: string;
  /** What its session API answers a reader with. */
  readonly answer?: (request: Heard) => {
    readonly status?: number;
    readonly headers?: OutgoingHttpHeaders;
    readonly body?: string | Buffer;
  };
}

/** The session that stands behind a cookie. */
const sessionIn = ({ headers }: Heard): string | undefined =>
  /(?:^|; )session=([\w-]+)/.exec(headers.cookie ?? '')?.[1];

/** A dashboard with a sign-in page, a session API and a way out. */
export function dashboard(parts: DashboardParts): Readonly<Record<string, Route>> {
  const { docsOrigin, attributes = 'Path=/; HttpOnly; SameSite=Lax' } = parts;
  const live = new Set<string>();
  let count = 0;
  return {
    'GET /login': loginPage,
    'POST /session': (_request, response) => {
      count += 1;
      const id = `s${count}-0123456789abcdef`;
      live.add(id);
      response
        .writeHead(303, { Location: '/home', 'Set-Cookie': `session=${id}; ${attributes}` })
        .end();
    },
    'GET /home': (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>Home</title><p>Hello');
    },
    'GET /logout': (request, response) => {
      live.delete(sessionIn(request) ?? '');
      response.writeHead(303, { Location: '/login', 'Set-Cookie': 'session=; Max-Age=0; Path=/' });
      response.end();
    },
    'GET /api/session': (request, response) => {
      const cors = {
        'Access-Control-Allow-Origin': docsOrigin,
        'Access-Control-Allow-Credentials': 'true',
        'Cache-Control': 'private, no-store',
        Vary: 'Origin',
      };
      const id = sessionIn(request);
      if (id === undefined || !live.has(id)) {
        response.writeHead(401, { ...cors, 'Content-Type': 'application/json' }).end('{}');
        return;
      }
      const given = parts.answer?.(request) ?? {};
      response
        .writeHead(given.status ?? 200, {
          ...cors,
          'Content-Type': 'application/json',
          ...given.headers,
        })
        .end(given.body ?? JSON.stringify(reader));
    },
  };
}
