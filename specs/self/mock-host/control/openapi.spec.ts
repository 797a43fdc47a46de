import { readFileSync } from 'node:fs';

import { expect, test } from '@playwright/test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

import { apiRoutes } from '../../../../mock-host/control/routes.js';
import { clientFaultKinds, faultKinds } from '../../../../mock-host/faults/faults.js';
import { logIn, newReader, playControlled } from '../../harness/control-client.js';
import { hand } from '../../harness/mock-host-client.js';
import {
  openToldServer,
  playClient,
  sends,
  traveller,
} from '../../harness/docs-host/oauth-host.js';
import { openToldApi, playAsking } from '../../harness/docs-host/asking-host.js';
import { authentication } from '../../harness/mock-host-setup.js';

/** The description of the API is true of the API. */

interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Content {
  readonly 'application/json': { readonly schema: object };
}
interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const file = new URL('../../../../mock-host/control/openapi.json', import.meta.url);
const described = JSON.parse(readFileSync(file, 'utf8')) as Description;
const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true } });
ajv.addSchema(described, 'openapi');

/** Compiles a schema whose references lead into the description. */
const compiled = (schema: object): ValidateFunction =>
  ajv.compile(
    JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components'),
    ) as object,
  );

const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation,
  })),
);

test('it has every route and no other, and every schema that it names', () => {
  const names = operations.map(({ method, path }) => `${method} ${path}`);
  expect(names.toSorted()).toEqual(
    apiRoutes.map(({ method, path }) => `${method} ${path}`).toSorted(),
  );
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const said = (operation.parameters ?? []).filter((one) => one.in === 'path');
    expect(
      said.map(({ name }) => name),
      path,
    ).toEqual(inPath);
    const bodies = [operation.requestBody, ...Object.values(operation.responses)];
    for (const body of bodies) {
      const schema = body?.content?.['application/json'].schema;
      if (schema !== undefined) compiled(schema);
    }
    expect(operation.security, path).toEqual(path === '/health' ? [] : undefined);
  }
  const used = JSON.stringify(described.paths) + JSON.stringify(described.components);
  for (const name of Object.keys(described.components.schemas)) {
    expect(used, name).toContain(`"#/components/schemas/${name}"`);
  }
  const kinds = described.components.schemas['FaultKind'] as { readonly enum: readonly string[] };
  expect(kinds.enum.toSorted()).toEqual([...faultKinds].toSorted());
});

test('what is sent and what is answered is as described', async () => {
  const played = await playControlled(authentication);
  const seen = new Set<string>();
  /** Calls a route; the body and the answer must be as described. */
  const call = async (
    template: string,
    { body, query = '', id = '1' }: { body?: unknown; query?: string; id?: string } = {},
  ): Promise<number> => {
    const [method = '', path = ''] = template.split(' ');
    const one = operations.find((each) => each.method === method && each.path === path);
    const answer = await played.call(method, path.replace('{id}', id) + query, body);
    const said = one?.operation.responses[String(answer.status)];
    expect(said, `${template} ${answer.status}`).toBeDefined();
    const schema = said?.content?.['application/json'].schema;
    if (schema === undefined) expect(answer.body, template).toBeUndefined();
    else {
      const isValid = compiled(schema);
      isValid(answer.body);
      expect(isValid.errors, `${template} ${answer.status}`).toBeNull();
    }
    const wanted = one?.operation.requestBody?.content['application/json'].schema;
    if (wanted !== undefined && body !== undefined) {
      const isValid = compiled(wanted);
      expect(isValid(body), `${template} ${JSON.stringify(body)}`).toBe(answer.status < 400);
    }
    for (const [name] of new URLSearchParams(query)) {
      expect(
        one?.operation.parameters?.map((each) => each.name),
        template,
      ).toContain(name);
    }
    seen.add(template);
    return answer.status;
  };
  await logIn(played, newReader(played), '/quickstart', { sub: 'ann' });
  await hand(played, 'undefined');
  await newReader(played).open('/login?redirect=%2Fa');
  const token = played.mint();
  const location = `http://localhost:${played.host.port}/login/jwt-callback?redirect=%2Fa#${token}`;
  const rows: readonly (readonly [string, number, Parameters<typeof call>[1]?])[] = [
    ['GET /health', 200],
    ['GET /state', 200],
    ['GET /clock', 200],
    ['PUT /clock', 200, { body: { offsetMs: 0 } }],
    ['PUT /clock', 200, { body: { now: new Date(played.clock.now).toISOString() } }],
    ['PUT /clock', 400, { body: { offsetMs: 'x' } }],
    ...faultKinds
      .filter((kind) => !['lose-answer', ...clientFaultKinds].includes(kind))
      .map((kind) => ['POST /faults', 201, { body: { kind } }] as const),
    ['POST /faults', 400, { body: { kind: 'x' } }],
    ['GET /faults', 200],
    ['DELETE /faults/{id}', 204, { id: 'f1' }],
    ['DELETE /faults/{id}', 404, { id: 'f1' }],
    ['DELETE /faults', 200],
    ['GET /keys', 200],
    ['PUT /keys', 400, { body: { keys: 'x' } }],
    ['PUT /keys', 200, { body: { keys: [] } }],
    ['GET /handshakes', 200, { query: '?cursor=0&limit=5&after=0&wait=0&state=accepted' }],
    ['GET /handshakes', 200, { query: '?sub=ann&redirect=%2Fquickstart' }],
    ['GET /handshakes', 400, { query: '?cursor=x' }],
    ['GET /handshakes/{id}', 200, { id: '1' }],
    ['GET /handshakes/{id}', 404, { id: '9' }],
    ['GET /handshakes/{id}/verdicts', 200, { id: '1' }],
    ['GET /handshakes/{id}/verdicts', 200, { id: '2' }],
    ['GET /handshakes/{id}/verdicts', 409, { id: '3' }],
    ['GET /handshakes/{id}/verdicts', 404, { id: '9' }],
    ['POST /handshakes/{id}/what-if', 200, { id: '1', body: { laterSeconds: 15 } }],
    ['POST /handshakes/{id}/what-if', 200, { id: '1' }],
    ['POST /handshakes/{id}/what-if', 400, { id: '1', body: { laterSeconds: 'x' } }],
    ['POST /judge', 200, { body: { location, sent: '/a' } }],
    ['POST /judge', 200, { body: { location, at: '2027-01-31T12:00:00Z', edition: 'latest' } }],
    ['POST /judge', 400, { body: { sent: '/a' } }],
    ['GET /openapi.json', 200],
    ['POST /reset', 204],
  ];
  for (const [template, status, how] of rows) {
    expect(await call(template, how ?? {}), `${template} ${JSON.stringify(how)}`).toBe(status);
  }
  expect([...seen].toSorted()).toEqual(
    operations.map((one) => `${one.method} ${one.path}`).toSorted(),
  );
  expect((await played.call('GET', '/openapi.json')).body).toEqual(described);
  await played.host.close();
});

test('what pages ask of a session API is as described', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  const tell = (path: string, body: object): Promise<Response> =>
    fetch(`${played.host.origin}/_docs-handshake/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await tell('look', {});
  await tell('asked', { path: '/', outcome: 'failed', code: 'not-readable', ms: 1, rows: {} });
  const rows = { 'user-groups': 'pass' };
  await tell('asked', { path: '/', outcome: 'identified', status: 200, ms: 1, rows });
  await played.call('POST', '/faults', { kind: 'lose-answer' });
  const names = { '/state': 'State', '/handshakes': 'Handshakes', '/faults': 'Faults' };
  for (const [path, name] of Object.entries(names)) {
    const isValid = compiled(described.components.schemas[name] ?? {});
    isValid((await played.call('GET', path)).body);
    expect(isValid.errors, path).toBeNull();
  }
  await Promise.all([played.host.close(), api.close()]);
});

test('what codes are redeemed with is as described', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'host' });
  await traveller().open(`${played.host.origin}/quickstart`);
  server.token = () => undefined;
  server.info = sends(302, '');
  await played.call('POST', '/faults', { kind: 'refuse-code' });
  await traveller().open(`${played.host.origin}/quickstart`);
  const names = { '/state': 'State', '/handshakes': 'Handshakes', '/faults': 'Faults' };
  for (const [path, name] of Object.entries(names)) {
    const isValid = compiled(described.components.schemas[name] ?? {});
    isValid((await played.call('GET', path)).body);
    expect(isValid.errors, path).toBeNull();
  }
  await Promise.all([played.host.close(), server.close()]);
});
