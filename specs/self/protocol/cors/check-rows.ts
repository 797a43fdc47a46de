import type { Head, Row } from './scene.js';

/** One answer to a simple request, with these lines. */
const said = (
  name: string,
  is: Row['is'],
  lines: readonly string[],
  more: Partial<Row> = {},
): Row => ({ name, is, steps: [{ answer: [200, ...lines] as Head }], ...more });

const included = { credentials: 'include' } as const;

/** What a CORS check says of simple requests: Access-Control-Allow-Origin and Access-Control-Allow-Credentials. */
export const checkRows: readonly Row[] = [
  said('no fields', 'allow-origin-missing', []),
  said('exact', 'read', ['ACAO: {page}']),
  said('exact, name in other letters', 'read', ['aCCESS-cONTROL-aLLOW-oRIGIN: {page}']),
  said('exact, white space around', 'read', ['ACAO: \t {page} \t']),
  said('exact, folded line', 'read', ['ACAO:\r\n {page}']),
  said('two, folded', 'allow-origin-multiple', ['ACAO: {page}\r\n {page}']),
  said('star', 'read', ['ACAO: *']),
  said('star folded away', 'read', ['ACAO: \r\n\t*']),
  said('star twice', 'allow-origin-multiple', ['ACAO: *', 'ACAO: *']),
  said('star and origin', 'allow-origin-multiple', ['ACAO: *, {page}']),
  said('star in quotes', 'allow-origin-invalid', ['ACAO: "*"']),
  said('null for a page that has an origin', 'allow-origin-mismatch', ['ACAO: null']),
  said('Null', 'allow-origin-invalid', ['ACAO: Null']),
  said('slash at the end', 'allow-origin-mismatch', ['ACAO: {page}/']),
  said('path', 'allow-origin-mismatch', ['ACAO: {page}/docs'], { about: '{page}/docs' }),
  said('query', 'allow-origin-mismatch', ['ACAO: {page}?x']),
  said('without port', 'allow-origin-mismatch', ['ACAO: http://127.0.0.1']),
  said('other port', 'allow-origin-mismatch', ['ACAO: {api}']),
  said('other scheme', 'allow-origin-mismatch', ['ACAO: https://127.0.0.1']),
  said('host alone', 'allow-origin-invalid', ['ACAO: 127.0.0.1']),
  said('host and port alone', 'allow-origin-invalid', ['ACAO: 127.0.0.1:80']),
  said('a word', 'allow-origin-invalid', ['ACAO: any']),
  said('true', 'allow-origin-invalid', ['ACAO: true']),
  said('wildcard in the host', 'allow-origin-mismatch', ['ACAO: http://*.example']),
  said('two slashes', 'allow-origin-invalid', ['ACAO: //127.0.0.1']),
  said('scheme in capitals', 'allow-origin-mismatch', ['ACAO: HTTP://127.0.0.1']),
  said('other host in capitals', 'allow-origin-mismatch', ['ACAO: http://LOCALHOST']),
  said('twice the same', 'allow-origin-multiple', ['ACAO: {page}', 'ACAO: {page}']),
  said('twice, right one first', 'allow-origin-multiple', ['ACAO: {page}', 'ACAO: {api}']),
  said('two in one, comma', 'allow-origin-multiple', ['ACAO: {page},{api}']),
  said('two in one, blank', 'allow-origin-multiple', ['ACAO: {page} {api}']),
  said('comma at the end', 'allow-origin-multiple', ['ACAO: {page},']),
  said('empty', 'allow-origin-invalid', ['ACAO:'], { about: '' }),
  said('white space alone', 'allow-origin-invalid', ['ACAO:  \t ']),
  said('empty, then right', 'allow-origin-multiple', ['ACAO:', 'ACAO: {page}']),
  said('credentials of the own site alone, star', 'read', ['ACAO: *'], {
    credentials: 'same-origin',
  }),
  said('answer of 404 that may be read', 'read', [], {
    steps: [{ answer: [404, 'ACAO: {page}'] }],
  }),
  said('answer of 401 without fields', 'allow-origin-missing', [], { steps: [{ answer: [401] }] }),
  said('answer of 500 without fields', 'allow-origin-missing', [], { steps: [{ answer: [500] }] }),
  said('no answer', 'no-answer', [], { steps: [{ answer: 'cut' }] }),

  said('credentials, all right', 'read', ['ACAO: {page}', 'ACAC: true'], included),
  said('credentials, star', 'allow-origin-wildcard', ['ACAO: *', 'ACAC: true'], included),
  said('credentials, star alone', 'allow-origin-wildcard', ['ACAO: *'], included),
  said('credentials missing', 'allow-credentials-not-true', ['ACAO: {page}'], included),
  said('credentials True', 'allow-credentials-not-true', ['ACAO: {page}', 'ACAC: True'], {
    ...included,
    about: 'True',
  }),
  said('credentials TRUE', 'allow-credentials-not-true', ['ACAO: {page}', 'ACAC: TRUE'], included),
  said('credentials 1', 'allow-credentials-not-true', ['ACAO: {page}', 'ACAC: 1'], included),
  said(
    'credentials false',
    'allow-credentials-not-true',
    ['ACAO: {page}', 'ACAC: false'],
    included,
  ),
  said('credentials star', 'allow-credentials-not-true', ['ACAO: {page}', 'ACAC: *'], included),
  said('credentials empty', 'allow-credentials-not-true', ['ACAO: {page}', 'ACAC:'], included),
  said('credentials in quotes', 'allow-credentials-not-true', ['ACAO: {page}', 'ACAC: "true"'], {
    ...included,
  }),
  said('credentials with white space', 'read', ['ACAO: {page}', 'ACAC:  true\t'], included),
  said(
    'credentials twice',
    'allow-credentials-not-true',
    ['ACAO: {page}', 'ACAC: true', 'ACAC: true'],
    {
      ...included,
      about: 'true, true',
    },
  ),
  said(
    'credentials, wrong origin',
    'allow-origin-mismatch',
    ['ACAO: {api}', 'ACAC: true'],
    included,
  ),
  said('credentials allowed, none sent', 'read', ['ACAO: {page}', 'ACAC: True']),

  said('opaque origin, null', 'read', ['ACAO: null'], { from: 'opaque' }),
  said('opaque origin, star', 'read', ['ACAO: *'], { from: 'opaque' }),
  said('opaque origin, its address', 'allow-origin-mismatch', ['ACAO: {page}'], { from: 'opaque' }),
  said('opaque origin, its own server', 'allow-origin-missing', [], { from: 'opaque', to: 'page' }),
  said('opaque origin, null with credentials', 'read', ['ACAO: null', 'ACAC: true'], {
    from: 'opaque',
    ...included,
  }),
  said('own server', 'read', [], { to: 'page' }),
  said('own server, whatever it allows', 'read', ['ACAO: {api}', 'ACAC: no'], {
    to: 'page',
    ...included,
  }),
  said('own server, method and fields', 'read', [], {
    to: 'page',
    method: 'DELETE',
    headers: { authorization: 'Bearer x', 'x-own': '1' },
  }),
  said('own server, no answer', 'no-answer', [], { to: 'page', steps: [{ answer: 'cut' }] }),
  said('another scheme', 'scheme', [], { to: 'ftp://127.0.0.1/', steps: [], browser: 'unasked' }),
];
