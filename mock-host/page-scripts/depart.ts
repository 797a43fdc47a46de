import { keepRequest } from './kept-request.js';

/**
 * Goes on to the authorization server, as the public client that a page is: with a state, and with the S256 challenge of a
 * verifier (RFC 7636 §4.2), both made here. `data-url` of its own element is the request without the three, `data-page` the
 * page to come back to.
 */
((): void => {
  const { url = '', page = '/' } = document.currentScript?.dataset ?? {};
  const octets = 32;

  const encoded = (bytes: Uint8Array): string =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/=+$/, '');
  const random = (): string => encoded(crypto.getRandomValues(new Uint8Array(octets)));

  const stay = (reason: string): void => {
    for (const part of document.querySelectorAll<HTMLElement>('[data-part]')) {
      part.hidden = part.dataset['part'] !== reason;
    }
    const outcome = document.createElement('meta');
    outcome.name = 'docs-handshake-outcome';
    outcome.content = `refused:${reason}`;
    document.head.append(outcome);
  };

  const depart = async (): Promise<void> => {
    const [state, verifier] = [random(), random()];
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    const challenge = encoded(new Uint8Array(digest));
    const asked = `${url}&state=${state}&code_challenge=${challenge}&code_challenge_method=S256`;
    keepRequest({ state, verifier, page, asked });
    location.replace(asked);
  };

  // Plain http beyond this machine is no secure context, and has no crypto.subtle.
  if (isSecureContext) depart().catch(() => stay('no-storage'));
  else stay('no-webcrypto');
})();
