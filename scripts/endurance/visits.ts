import { Agent } from 'node:http';

import { send } from '../host-client.js';
import type { HostProcess } from './host-process.js';

/** One login, from the token to the page: what its browser asks for. Throws where it does not get there. */
async function login({ port, mint }: HostProcess, claims: object, agent: Agent): Promise<void> {
  const path = '/login/jwt-callback?redirect=%2Fquickstart';
  const body = JSON.stringify({ fragment: mint(claims), path });
  const accepted = await send(port, '/_docs-handshake/verify', { body, agent });
  if (accepted.status !== 200) throw new Error(`A login was refused: ${accepted.text}`);
  const { location } = JSON.parse(accepted.text) as { readonly location: string };
  const [cookie = ''] = (accepted.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]);
  const stop = await send(port, location, { cookie, agent });
  const page = await send(port, stop.headers.location ?? '/', { cookie, agent });
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
