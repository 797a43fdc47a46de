import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

import { expect, test } from '@playwright/test';

import { openLine } from '../../../../mock-host/arrival/line.js';
import { callback, hand, open } from '../../harness/mock-host-client.js';
import { authentication, play } from '../../harness/mock-host-setup.js';

test('work in a line is done in order, some at a time, and a failure holds nobody up', async () => {
  const line = openLine(2);
  const done: number[] = [];
  let [busy, most] = [0, 0];
  const work = (index: number) => async (): Promise<number> => {
    busy += 1;
    most = Math.max(most, busy);
    await turn();
    busy -= 1;
    done.push(index);
    if (index % 5 === 0) throw new Error(String(index));
    return index;
  };
  const all = await Promise.allSettled(
    Array.from({ length: 20 }, (_none, index) => line.wait(work(index))),
  );
  expect(done).toEqual(Array.from({ length: 20 }, (_none, index) => index));
  expect(most).toBe(2);
  expect(all.map(({ status }) => status === 'fulfilled')).toEqual(
    done.map((index) => index % 5 > 0),
  );
});

test('a page is answered between the tokens that wait', async () => {
  const played = await play(authentication);
  const forged = `${played.mint({ content: { text: 'x'.repeat(9_000) } }).slice(0, -20)}${'A'.repeat(20)}`;
  await hand(played, forged);
  const { port } = played.host;
  const sockets = await Promise.all(Array.from({ length: 100 }, () => open(port, false)));
  const visitor = await open(port, false);
  const page = 'GET /public HTTP/1.1\r\nHost: localhost\r\n\r\n';
  // Connections are taken in their order: when the last one is answered, all of them are there.
  visitor.write(page);
  await once(visitor, 'data');
  const body = JSON.stringify({ fragment: forged, path: callback });
  const order: string[] = [];
  const answered = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      socket.setEncoding('latin1').once('data', (text: string) => {
        // While the others wait, somebody asks for a page.
        if (order.length === 0) visitor.write(page);
        order.push(text.slice(9, 12));
        resolve();
      });
    });
  const all = [...sockets, visitor].map(answered);
  for (const socket of sockets) {
    socket.write(
      `POST /_docs-handshake/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  }
  await Promise.all(all);
  expect(order.filter((status) => status === '403')).toHaveLength(100);
  expect(order.indexOf('200')).toBeLessThan(50);
  for (const socket of [...sockets, visitor]) socket.destroy();
  await played.host.close();
});
