import { expect, test } from '@playwright/test';

import { authentication, personalization, play } from '../../harness/mock-host-setup.js';

test('a host that warms up tells nobody, and takes the first token as ever', async () => {
  for (const handshake of [authentication, personalization]) {
    const { host, mint } = await play(handshake);
    const heard: string[] = [];
    host.onEvent(({ kind }) => heard.push(kind));
    await host.warmUp();
    await host.warmUp();
    expect({ events: host.events(), heard }).toEqual({ events: [], heard: [] });
    const path = handshake.facts.callbackPath ?? '/quickstart';
    const answer = await fetch(`http://127.0.0.1:${host.port}/_docs-handshake/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fragment: mint(), path }),
    });
    expect([answer.status, heard]).toEqual([200, ['token-accepted']]);
    await host.close();
  }
});
