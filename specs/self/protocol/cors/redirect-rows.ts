import type { Head, Row, Step } from './scene.js';

const leads = (
  name: string,
  is: Row['is'],
  steps: readonly Step[],
  more: Partial<Row> = {},
): Row => ({
  name,
  is,
  steps,
  ...more,
});

const answered = (...answer: Exclude<Head, 'cut'>): Step => ({ answer });
const to = (place: string, ...lines: readonly string[]): Step =>
  answered(302, `Location: ${place}`, ...lines);
const next = (server: string): string => `{${server}}/{next}`;
const star = answered(200, 'ACAO: *');
const page = answered(200, 'ACAO: {page}');
const none = answered(200, 'ACAO: null');
const own = { to: 'page' } as const;
const token = { headers: { authorization: 'Bearer x' } } as const;
const lets: Head = [204, 'ACAO: *', 'ACAM: *', 'ACAH: authorization'];

/** Redirects: of a page's own server, of another one, and to a third. */
export const redirectRows: readonly Row[] = [
  leads('own to own', 'read', [to(next('page')), answered(200)], own),
  leads('own to another that allows', 'read', [to(next('api')), page], own),
  leads(
    'own to another that does not',
    'allow-origin-missing',
    [to(next('api')), answered(200)],
    own,
  ),
  leads('another that does not allow, to a sign-in page', 'allow-origin-missing', [
    to(next('third')),
    star,
  ]),
  leads('another, within itself', 'read', [to(next('api'), 'ACAO: {page}'), page]),
  leads('another to a third, null', 'read', [to(next('third'), 'ACAO: {page}'), none]),
  leads('another to a third, star', 'read', [to(next('third'), 'ACAO: *'), star]),
  leads('another to a third, which names the page', 'allow-origin-mismatch', [
    to(next('third'), 'ACAO: {page}'),
    page,
  ]),
  leads('another back home, null', 'read', [to(next('page'), 'ACAO: {page}'), none]),
  leads('another back home, where nothing is allowed', 'allow-origin-missing', [
    to(next('page'), 'ACAO: {page}'),
    answered(200),
  ]),
  leads(
    'own, another, a third',
    'allow-origin-mismatch',
    [to(next('api')), to(next('third'), 'ACAO: {page}'), page],
    own,
  ),
  leads('another, a third, and back', 'read', [
    to(next('third'), 'ACAO: *'),
    to(next('api'), 'ACAO: null'),
    none,
  ]),
  leads('another, a third, which names the page', 'allow-origin-mismatch', [
    to(next('third'), 'ACAO: *'),
    to(next('api'), 'ACAO: {page}'),
    star,
  ]),
  leads(
    'with credentials to a third',
    'read',
    [to(next('third'), 'ACAO: {page}', 'ACAC: true'), answered(200, 'ACAO: null', 'ACAC: true')],
    { credentials: 'include' },
  ),
  leads(
    'with credentials, not allowed at first',
    'allow-credentials-not-true',
    [to(next('third'), 'ACAO: {page}'), star],
    { credentials: 'include' },
  ),
  leads('user name, own to another', 'redirect-userinfo', [to('http://ann@127.0.0.1:1/')], own),
  leads('user name, another to itself', 'redirect-userinfo', [
    to('http://ann@127.0.0.1:1/', 'ACAO: *'),
  ]),
  leads('password alone', 'redirect-userinfo', [to('http://:pw@127.0.0.1:1/', 'ACAO: *')]),
  leads('user name, refused before', 'allow-origin-missing', [to('http://ann@127.0.0.1:1/')]),
  leads('data', 'scheme', [to('data:text/plain,x', 'ACAO: *')], { browser: 'unsafe' }),
  leads('mail', 'scheme', [to('mailto:ann@foo.example', 'ACAO: *')]),
  leads('own to mail', 'scheme', [to('mailto:ann@foo.example')], own),
  leads('no URL', 'redirect-location', [to('http://[', 'ACAO: *')]),
  leads('without Location', 'read', [answered(302, 'ACAO: *')]),
  leads('300 with Location', 'read', [answered(300, 'ACAO: *', 'Location: {api}/{next}')]),
  leads('relative Location', 'read', [to('/{next}', 'ACAO: *'), star]),
  leads(
    'too many',
    'redirect-count',
    Array.from({ length: 21 }, () => to(next('api'), 'ACAO: *')),
  ),
  leads('twenty', 'read', [...Array.from({ length: 20 }, () => to(next('api'), 'ACAO: *')), star]),
  leads('a form becomes GET', 'read', [to(next('api'), 'ACAO: *'), star], {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=b',
  }),
  leads(
    'DELETE stays DELETE by 302',
    'read',
    [
      { preflight: lets, answer: [302, 'Location: {api}/{next}', 'ACAO: *'] },
      { preflight: lets, answer: [200, 'ACAO: *'] },
    ],
    { method: 'DELETE' },
  ),
  leads(
    'DELETE becomes GET by 303',
    'read',
    [{ preflight: lets, answer: [303, 'Location: {api}/{next}', 'ACAO: *'] }, star],
    { method: 'DELETE' },
  ),
  leads(
    'own to another asks first',
    'preflight-method-refused',
    [
      answered(307, 'Location: {api}/{next}'),
      { preflight: [204, 'ACAO: *'], answer: [200, 'ACAO: *'] },
    ],
    { ...own, method: 'DELETE' },
  ),
  leads(
    'a token within one server',
    'read',
    [
      { preflight: lets, answer: [302, 'Location: {api}/{next}', 'ACAO: *'] },
      { preflight: lets, answer: [200, 'ACAO: *'] },
    ],
    token,
  ),
  leads(
    'a token stays behind',
    'read',
    [{ preflight: lets, answer: [302, 'Location: {third}/{next}', 'ACAO: *'] }, star],
    token,
  ),
  leads('a token stays at home', 'read', [to(next('api')), star], { ...own, ...token }),
];
