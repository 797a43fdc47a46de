import type { Head, Row } from './scene.js';

const open = ['ACAO: *', 'ACAM: *', 'ACAH: *'] as const;

/** A request that has to ask first; the answer to the request itself lets anybody read. */
const asks = (
  name: string,
  is: Row['is'],
  preflight: Head,
  more: Partial<Row> & { readonly answer?: Head } = {},
): Row => {
  const { answer = [200, 'ACAO: {page}', 'ACAC: true'], ...rest } = more;
  const own = rest.method === undefined ? { headers: { authorization: 'Bearer x' } } : {};
  return { name, is, steps: [{ preflight, answer }], ...own, ...rest };
};

const page = 'ACAO: {page}';
const included = { credentials: 'include' } as const;
const del = { method: 'DELETE' } as const;

/** What is due beforehand, and whether it succeeds. */
export const preflightRows: readonly Row[] = [
  asks('Authorization allowed', 'read', [204, page, 'ACAH: authorization']),
  asks('Authorization allowed in other letters', 'read', [200, page, 'ACAH: AUTHORIZATION']),
  asks('Authorization among others', 'read', [200, page, 'ACAH: x-a , Authorization,, x-b']),
  asks('Authorization in a second field', 'read', [200, page, 'ACAH: x-a', 'ACAH: authorization']),
  asks('Authorization in a folded field', 'read', [200, page, 'ACAH: x-a,\r\n authorization']),
  asks('Authorization not allowed', 'preflight-header-refused', [204, page], {
    about: 'authorization',
  }),
  asks('Authorization under another name', 'preflight-header-refused', [
    204,
    page,
    'ACAH: Authorisation',
  ]),
  asks('star and Authorization by name', 'read', [204, page, 'ACAH: *, authorization']),
  asks('star is not for Authorization', 'preflight-header-refused', [204, page, 'ACAH: *'], {
    browser: 'lenient',
  }),
  asks('star with credentials', 'preflight-header-refused', [204, page, 'ACAC: true', 'ACAH: *'], {
    ...included,
    headers: { 'x-own': '1' },
    about: 'x-own',
  }),
  asks('star without credentials', 'read', [204, page, 'ACAH: *'], { headers: { 'x-own': '1' } }),
  asks('no list of names', 'preflight-headers-unreadable', [204, page, 'ACAH: a b']),
  asks('names in quotes', 'preflight-headers-unreadable', [204, page, 'ACAH: "authorization"']),
  asks('first of two fields is refused', 'preflight-header-refused', [204, page, 'ACAH: x-b'], {
    headers: { 'x-b': '1', 'x-a': '1' },
    about: 'x-a',
  }),

  asks('DELETE allowed', 'read', [204, page, 'ACAM: GET, DELETE'], del),
  asks('DELETE allowed by a star', 'read', [204, page, 'ACAM: *'], del),
  asks('DELETE in small letters', 'preflight-method-refused', [204, page, 'ACAM: delete'], del),
  asks('delete, which is DELETE', 'read', [204, page, 'ACAM: DELETE'], { method: 'delete' }),
  asks('patch, which is not PATCH', 'preflight-method-refused', [204, page, 'ACAM: PATCH'], {
    method: 'patch',
  }),
  asks('DELETE not allowed', 'preflight-method-refused', [204, page], { ...del, about: 'DELETE' }),
  asks(
    'DELETE, star with credentials',
    'preflight-method-refused',
    [204, page, 'ACAC: true', 'ACAM: *'],
    {
      ...del,
      ...included,
    },
  ),
  asks('no list of methods', 'preflight-methods-unreadable', [204, page, 'ACAM: DELETE GET'], del),
  asks('empty list of methods', 'preflight-method-refused', [204, page, 'ACAM:'], del),
  asks('POST need not be in the list', 'read', [204, page, 'ACAM: PUT', 'ACAH: x-a'], {
    method: 'POST',
    headers: { 'x-a': '1' },
  }),
  asks('method before fields', 'preflight-method-refused', [204, page], {
    ...del,
    headers: { 'x-a': '1' },
  }),

  asks('200', 'read', [200, ...open], del),
  asks('299', 'read', [299, ...open], del),
  asks('301 to elsewhere', 'preflight-redirect', [301, ...open, 'Location: {third}/{next}'], del),
  asks(
    '302 to itself, without CORS fields',
    'preflight-redirect',
    [302, 'Location: {api}/{next}'],
    del,
  ),
  asks('307', 'preflight-redirect', [307, ...open, 'Location: {api}/{next}'], del),
  asks('301 without Location', 'preflight-status', [301, ...open], del),
  asks('401', 'preflight-status', [401, ...open], del),
  asks('404', 'preflight-status', [404, ...open], { ...del }),
  asks('405', 'preflight-status', [405, ...open], del),
  asks('500', 'preflight-status', [500, ...open], del),
  asks('401 without CORS fields', 'preflight-allow-origin-missing', [401], del),
  asks('no answer', 'preflight-no-answer', 'cut', del),
  asks('no fields', 'preflight-allow-origin-missing', [204], del),
  asks('other origin', 'preflight-allow-origin-mismatch', [204, 'ACAO: {api}', 'ACAM: *'], del),
  asks('slash at the end', 'preflight-allow-origin-mismatch', [204, 'ACAO: {page}/'], del),
  asks('no origin', 'preflight-allow-origin-invalid', [204, 'ACAO: docs'], del),
  asks('two origins', 'preflight-allow-origin-multiple', [204, 'ACAO: {page}, {api}'], del),
  asks('star, with credentials', 'preflight-allow-origin-wildcard', [204, ...open], {
    ...del,
    ...included,
  }),
  asks('credentials missing', 'preflight-allow-credentials-not-true', [204, page, 'ACAM: DELETE'], {
    ...del,
    ...included,
  }),
  asks('credentials Yes', 'preflight-allow-credentials-not-true', [204, page, 'ACAC: Yes'], {
    ...del,
    ...included,
  }),
  asks('credentials right', 'read', [204, page, 'ACAC: true', 'ACAM: DELETE'], {
    ...del,
    ...included,
  }),
  asks('Max-Age is no matter', 'read', [204, ...open, 'Access-Control-Max-Age: -1'], del),
  asks('Max-Age is unreadable', 'read', [204, ...open, 'Access-Control-Max-Age: soon, 5'], del),
  asks('allowed beforehand, not in the end', 'allow-origin-missing', [204, ...open], {
    ...del,
    answer: [200],
  }),
  asks('allowed beforehand, no answer', 'no-answer', [204, ...open], { ...del, answer: 'cut' }),

  asks('form, no preflight', 'read', 'cut', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=b',
  }),
  asks('form with a charset, no preflight', 'read', 'cut', {
    method: 'POST',
    headers: { 'content-type': 'Application/X-WWW-Form-URLencoded ; charset=UTF-8' },
    body: 'a=b',
  }),
  asks('JSON', 'preflight-header-refused', [204, page], {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    about: 'content-type',
  }),
  asks('type with a quote', 'preflight-header-refused', [204, page], {
    method: 'POST',
    headers: { 'content-type': 'text/plain; x="a"' },
    body: 'a',
  }),
  asks('harmless fields, no preflight', 'read', 'cut', {
    method: 'GET',
    headers: { accept: 'application/json', 'accept-language': 'de, en;q=0.5', range: 'bytes=0-5' },
  }),
  asks('range without a start', 'preflight-header-refused', [204, page], {
    method: 'GET',
    headers: { range: 'bytes=-5' },
  }),
  asks('Accept with a brace', 'preflight-header-refused', [204, page], {
    method: 'GET',
    headers: { accept: 'x{' },
  }),
  asks('Accept of 128', 'read', 'cut', { method: 'GET', headers: { accept: 'a'.repeat(128) } }),
  asks('Accept of 129', 'preflight-header-refused', [204, page], {
    method: 'GET',
    headers: { accept: 'a'.repeat(129) },
  }),
  asks('language with an umlaut sign', 'preflight-header-refused', [204, page], {
    method: 'GET',
    headers: { 'accept-language': 'de_DE' },
  }),
  asks('opaque origin', 'read', [204, 'ACAO: null', 'ACAM: DELETE'], {
    ...del,
    from: 'opaque',
    answer: [200, 'ACAO: null'],
  }),
];
