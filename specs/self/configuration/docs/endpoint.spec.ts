import { expect, test } from '@playwright/test';

import { folderOf, readIn } from './written-folder.js';

test('an API page has the fields that its security scheme, its server and its address name', async ({}, info) => {
  const document = {
    openapi: '3.1.0',
    servers: [{ url: 'https://{region}.api.test', variables: { region: { default: 'eu' } } }],
    security: [{ token: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'query', name: 'api_key' },
        session: { type: 'apiKey', in: 'cookie', name: 'sid' },
      },
      parameters: { Trace: { name: 'X-Trace', in: 'header' } },
    },
    paths: {
      '/users/{id}': {
        parameters: [{ name: 'id', in: 'path' }],
        get: {
          parameters: [
            { $ref: '#/components/parameters/Trace' },
            { name: 'Authorization', in: 'header' },
          ],
        },
        delete: { security: [{ key: [], session: [] }], parameters: [{ $ref: 'other.json#/x' }] },
      },
    },
  };
  const folder = folderOf(info, 'docs', {
    'docs.json': JSON.stringify({
      api: { mdx: { server: 'https://mdx.test', auth: { method: 'key', name: 'X-Key' } } },
    }),
    'spec/openapi.json': JSON.stringify(document),
    'get.md': '---\nopenapi: get /users/{id}\n---\n',
    'delete.md': '---\nopenapi: "spec/openapi.json DELETE /users/{id}"\n---\n',
    'key.md': '---\napi: POST /notes/{note}\n---\n',
    'bearer.md': '---\napi: POST https://x.test/notes\nauthMethod: bearer\n---\n',
    'none.md': '---\napi: GET /open\nauthMethod: none\n---\n',
    'wrong.md': '---\napi: /notes\n---\n',
    'yaml.md': '---\nopenapi: openapi.yaml GET /users\n---\n',
    'lost.md': '---\nopenapi: GET /nowhere\n---\n',
  });
  const { docs, notices } = await readIn(folder);
  const fields = (path: string): readonly string[] =>
    docs.pages
      .get(path)
      ?.endpoint?.fields.map(
        ({ name, place, prefilled, usual }) =>
          `${place} ${name} ${prefilled}${usual === undefined ? '' : ` ${usual}`}`,
      ) ?? [];
  expect(docs.pages.get('/get')?.endpoint).toMatchObject({
    method: 'GET',
    server: 'https://{region}.api.test',
  });
  expect(fields('/get')).toEqual([
    'server region true eu',
    'header Authorization true',
    'path id false',
    'header X-Trace false',
  ]);
  expect(fields('/delete')).toEqual([
    'server region true eu',
    'query api_key true',
    'cookie sid true',
    'path id false',
  ]);
  expect(fields('/key')).toEqual(['header X-Key true', 'path note false']);
  expect(docs.pages.get('/key')?.endpoint?.server).toBe('https://mdx.test');
  expect(fields('/bearer')).toEqual(['header Authorization true']);
  expect(docs.pages.get('/bearer')?.endpoint).not.toHaveProperty('server');
  expect(fields('/none')).toEqual([]);
  expect(notices.toSorted()).toEqual([
    'lost.md: it shows no request: no OpenAPI document has GET /nowhere.',
    'wrong.md: it shows no request: api must be a method and an address, such as "GET https://api.example.com/users".',
    'yaml.md: it shows no request: openapi.yaml is YAML: give the OpenAPI document as JSON.',
  ]);
});
