/** The hidden fields of a page's form. */
const hiddenFields = (html: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
      /name="([^"]*)"/.exec(tag)?.[1] ?? '',
      /value="([^"]*)"/.exec(tag)?.[1] ?? '',
    ]),
  );

/** What a browser sends back of the cookies that were set. */
const cookiesOf = ({ headers }: Response): string =>
  headers
    .getSetCookie()
    .map((field) => field.split(';')[0] ?? '')
    .join('; ');

const target = (response: Response): string => response.headers.get('location') ?? '';

/** Asks without following, as a reader's browser would one hop at a time. */
const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { redirect: 'manual', ...init });

/** Hands the token of a fragment over, as the docs' callback page does. */
const handOver = (docs: string, callback: URL): Promise<Response> =>
  ask(`${docs}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      fragment: callback.hash.slice(1),
      path: `${callback.pathname}${callback.search}`,
    }),
  });

/**
 * A reader of the mock docs host on a port: asks for a page, is sent to the login flow, signs in there, and comes back with
 * what the flow hands over. Where the docs' own page goes on by script, that is as far as it goes. Nothing is made before it
 * is called.
 *
 * @throws where a step leads nowhere
 */
export function readAndLogIn(port: number, password: string): () => Promise<void> {
  const docs = `http://127.0.0.1:${port}`;
  return async () => {
    const home = await ask(`${docs}/quickstart`);
    const login = await ask(new URL(target(home) || '/login', docs).href);
    const loginUrl = target(login);
    if (loginUrl === '' && login.status === 200) return;
    const shown = await ask(loginUrl);
    const body = new URLSearchParams({
      ...hiddenFields(await shown.text()),
      username: 'ann@foo.com',
      password,
    });
    const headers = { cookie: cookiesOf(shown) };
    const signedIn = await ask(loginUrl, { method: 'POST', headers, body });
    const callback = new URL(target(signedIn));
    const handed =
      callback.hash === ''
        ? await ask(`${docs}${callback.pathname}${callback.search}`, {
            headers: { cookie: cookiesOf(login) },
          })
        : await handOver(docs, callback);
    if (handed.status >= 400) throw new Error(`The mock docs host answered ${handed.status}.`);
  };
}
