import { expect, test } from '@playwright/test';
import { plain, signingIn } from '../../../../handshakes/shared/visits.js';
import { answeredUser } from '../../../../protocol/http/answered-user.js';
import type { CorsReason } from '../../../../protocol/http/cors/reasons.js';
import type { Route } from '../../harness/routed-flow.js';
import { callOf, withDashboard, witnesses, type Witness } from './scene.js';

const docs = 'http://docs.foo.localhost:9';
const allowed = {
  'Access-Control-Allow-Origin': docs,
  'Access-Control-Allow-Credentials': 'true',
};

/** An answer of the session API, and what is said of it; undefined where it names somebody and nothing is odd. */
interface Row {
  readonly what: string;
  readonly answer: Route;
  readonly says: RegExp | undefined;
  readonly user?: true;
}

const json =
  (body: string | Buffer, type = 'application/json', status = 200): Route =>
  (_request, response) => {
    response.writeHead(status, { ...allowed, 'Content-Type': type }).end(body);
  };

const rows: readonly Row[] = [
  { what: 'a user', answer: json('{"groups":[]}'), says: undefined, user: true },
  {
    what: 'a user behind a byte order mark',
    answer: json('\uFEFF{"groups":[]}'),
    says: undefined,
    user: true,
  },
  {
    what: 'a user called text',
    answer: json('{"groups":[]}', 'text/plain'),
    says: undefined,
    user: true,
  },
  {
    what: 'an HTML page',
    answer: json('<!doctype html><title>Sign in</title>', 'text/html'),
    says: /^the answer is 200 with an HTML page, not JSON$/,
  },
  {
    what: '10 MB',
    answer: json(`{"groups":["${'x'.repeat(10_000_000)}"]}`),
    says: /^the answer is longer than 64 KiB$/,
  },
  { what: 'no answer', answer: () => undefined, says: /did not answer within 1 s$/ },
  {
    what: 'half an answer',
    answer: (_request, response) => {
      response.writeHead(200, { ...allowed, 'Content-Length': '100' }).write('{"groups":');
    },
    says: /did not finish its answer within 1 s$/,
  },
  {
    what: 'another charset',
    answer: json(
      Buffer.from('{"content":{"name":"J\xf6rg"}}', 'latin1'),
      'application/json; charset=iso-8859-1',
    ),
    says: /^the answer is not UTF-8 but iso-8859-1, and JSON is read as UTF-8 alone$/,
  },
  {
    what: 'a name twice',
    answer: json('{"groups":["a"],"groups":["b"]}'),
    says: /^the answer has the name "groups" twice$/,
    user: true,
  },
  {
    what: '204',
    answer: (_request, response) => void response.writeHead(204, allowed).end(),
    says: /^the answer is 204 without a body, so it names nobody$/,
  },
  {
    what: 'an array',
    answer: json('[{"groups":[]}]'),
    says: /^the answer is 200 with an array of JSON, not an object$/,
  },
  {
    what: 'null',
    answer: json('null'),
    says: /^the answer is 200 with null of JSON, not an object$/,
  },
  {
    what: 'half of JSON',
    answer: json('{"groups":'),
    says: /^the answer is 200 with a text that is not JSON$/,
  },
  {
    what: 'octets',
    answer: json(Buffer.from([0, 1, 2, 0])),
    says: /^the answer is 200 with something that is no text$/,
  },
  {
    what: 'a refusal',
    answer: json('{"groups":[]}', 'application/json', 401),
    says: /^the answer is 401$/,
  },
  {
    what: 'a deep answer',
    answer: json(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`),
    says: /^the answer is nested more than 64 levels deep$/,
  },
  {
    what: 'a redirect to a login page',
    answer: (_request, response) =>
      void response.writeHead(302, { ...allowed, Location: '/login' }).end(),
    says: /^(?:the page may not read the answer, so its body was not seen|the answer is 200 with an HTML page, not JSON)$/,
  },
  {
    what: 'a broken connection',
    answer: (_request, response) => void response.destroy(),
    says: /closed the connection without an answer$/,
  },
];

for (const [name, witness] of witnesses) {
  test(`${name}: whatever the session API answers ends in one clear clause`, async () => {
    let answer: Route = () => undefined;
    const routes = {
      'GET /api/session': ((request, response) => answer(request, response)) satisfies Route,
    };
    await withDashboard(
      {},
      docs,
      async ({ target }) => {
        await witness({ ...target, timeoutMs: 1_000 }, async (driver) => {
          answer = json('{}');
          await driver.visit(signingIn);
          for (const row of rows) {
            answer = row.answer;
            const exchange = await driver.visit(plain);
            const { user, problem } = answeredUser(callOf(exchange));
            expect.soft(user !== undefined, row.what).toBe(row.user === true);
            if (row.says === undefined) expect.soft(problem, row.what).toBeUndefined();
            else expect.soft(problem, row.what).toMatch(row.says);
          }
        });
      },
      { routes },
    );
  });
}

/** Fields of an answer, and what both drivers make of them. */
const headerRows: readonly (readonly [
  fields: readonly (readonly [name: string, value: string])[],
  reason: CorsReason | 'read',
  browser?: string,
])[] = [
  [Object.entries(allowed), 'read'],
  [[], 'allow-origin-missing', 'MissingAllowOriginHeader'],
  [
    [
      ['Access-Control-Allow-Origin', '*'],
      ['Access-Control-Allow-Credentials', 'true'],
    ],
    'allow-origin-wildcard',
    'WildcardOriginNotAllowed',
  ],
  [
    [
      ['Access-Control-Allow-Origin', `${docs}/`],
      ['Access-Control-Allow-Credentials', 'true'],
    ],
    'allow-origin-mismatch',
    'AllowOriginMismatch',
  ],
  [
    [
      ['Access-Control-Allow-Origin', `${docs}, ${docs}`],
      ['Access-Control-Allow-Credentials', 'true'],
    ],
    'allow-origin-multiple',
    'MultipleAllowOriginValues',
  ],
  [
    [['Access-Control-Allow-Origin', docs]],
    'allow-credentials-not-true',
    'InvalidAllowCredentials',
  ],
  [
    [
      ['Access-Control-Allow-Origin', docs],
      ['Access-Control-Allow-Credentials', 'True'],
    ],
    'allow-credentials-not-true',
    'InvalidAllowCredentials',
  ],
];

/** What one driver makes of every row. */
async function verdictsBy(witness: Witness): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let fields: readonly (readonly [string, string])[] = [];
  const routes = {
    'GET /api/session': ((_request, response) => {
      response
        .writeHead(200, [...fields, ['Content-Type', 'application/json']].flat())
        .end('{"groups":[]}');
    }) satisfies Route,
  };
  await withDashboard(
    {},
    docs,
    async ({ target }) => {
      await witness(target, async (driver) => {
        await driver.visit(signingIn);
        for (const [given] of headerRows) {
          fields = given;
          const call = callOf(await driver.visit(plain));
          found.push({
            readable: call.readable,
            reason: call.cors?.reason ?? 'read',
            status: call.response?.status,
            browser: call.cors?.browser,
          });
        }
      });
    },
    { routes },
  );
  return found;
}

test('both drivers come to one verdict on what the page may read, and the browser says why', async () => {
  const wanted = (inBrowser: boolean): readonly unknown[] =>
    headerRows.map(([, reason, browser]) => ({
      readable: reason === 'read',
      reason,
      status: 200,
      browser: inBrowser ? browser : undefined,
    }));
  for (const [name, witness] of witnesses) {
    expect.soft(await verdictsBy(witness), name).toEqual(wanted(name === 'browser'));
  }
});

test('a page over https does not ask over plain http, whoever makes the visit', async () => {
  // A name that the browser is led to this machine by would count as this machine: one that resolves nowhere is enough.
  const session = 'http://api.acme.invalid/session';
  for (const [name, witness] of witnesses) {
    await withDashboard({}, 'https://docs.acme.com', async ({ target }) => {
      await witness({ ...target, endpoints: { session } }, async (driver) => {
        const exchange = await driver.visit(signingIn);
        expect
          .soft(answeredUser(callOf(exchange)).problem, name)
          .toBe(
            'A docs page over https may not ask http://api.acme.invalid: browsers block mixed content',
          );
      });
    });
  }
});
