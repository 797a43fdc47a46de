/** The value of a form's hidden field. */
const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

const target = (response: Response): string => response.headers.get('location') ?? '';

/** Asks without following, as a reader's browser would one hop at a time. */
const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { redirect: 'manual', ...init });

/**
 * A reader of the mock docs host on a port: asks for a page, is sent to the Express flow of the page, signs in
 * there, and hands the token over. Nothing is made before it is called.
 *
 * @throws where a step leads nowhere
 */
export function readAndLogIn(port: number, password: string): () => Promise<void> {
  const docs = `http://127.0.0.1:${port}`;
  return async () => {
    const home = await ask(`${docs}/quickstart`);
    const login = await ask(new URL(target(home), docs).href);
    const loginUrl = target(login);
    const shown = await ask(loginUrl);
    const cookie = shown.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const body = new URLSearchParams({
      csrf: hidden(await shown.text(), 'csrf'),
      username: 'ann@foo.com',
      password,
    });
    const signedIn = await ask(loginUrl, { method: 'POST', headers: { cookie }, body });
    const callback = new URL(target(signedIn));
    const handed = await ask(`${docs}/_docs-handshake/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        fragment: callback.hash.slice(1),
        path: `${callback.pathname}${callback.search}`,
      }),
    });
    if (handed.status !== 200) throw new Error(`The mock docs host answered ${handed.status}.`);
  };
}
