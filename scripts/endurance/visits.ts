import { Agent, request } from 'node:http';

import type { HostProcess } from './host-process.js';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly cookie: string;
  readonly location: string;
  readonly text: string;
}

interface Asking {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent?: Agent;
}

/** Makes one request; rejects where the connection breaks. */
export function ask(port: number, asking: Asking): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body, agent = new Agent() } = asking;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      answer.on('error', reject).on('end', () => {
        const [field = ''] = answer.headers['set-cookie'] ?? [];
        const { location = '' } = answer.headers;
        resolve({
          status: answer.statusCode ?? 0,
          cookie: field.split(';')[0] ?? '',
          location,
          text,
        });
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** One login, from the token to the page: what its browser asks for. Throws where it does not get there. */
async function login(host: HostProcess, claims: object, agent: Agent): Promise<void> {
  const body = JSON.stringify({
    fragment: host.mint(claims),
    path: '/login/jwt-callback?redirect=%2Fquickstart',
  });
  const accepted = await ask(host.port, {
    method: 'POST',
    path: '/_docs-handshake/verify',
    headers: { 'content-type': 'application/json' },
    body,
    agent,
  });
  if (accepted.status !== 200) throw new Error(`A login was refused: ${accepted.text}`);
  const { location } = JSON.parse(accepted.text) as { readonly location: string };
  const headers = { cookie: accepted.cookie };
  const stop = await ask(host.port, { path: location, headers, agent });
  const page = await ask(host.port, { path: stop.location, headers, agent });
  if (page.status !== 200) throw new Error(`A login ended with ${page.status}.`);
}

/** Logs readers in, some at a time. */
export async function logins(
  host: HostProcess,
  count: number,
  claims: object = { groups: ['admin'], content: { firstName: 'Ann' } },
): Promise<void> {
  const together = 16;
  const agent = new Agent({ keepAlive: true, maxSockets: together });
  let left = count;
  const line = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await login(host, claims, agent);
    }
  };
  await Promise.all(Array.from({ length: together }, line));
  agent.destroy();
}
