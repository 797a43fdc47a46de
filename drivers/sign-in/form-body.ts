import { createHash } from 'node:crypto';

/** A form data set as octets, and its media type. */
export interface FormBody {
  readonly type: string;
  readonly body: Buffer;
}

/**
 * Encodes a form data set as browsers do, in UTF-8 (HTML standard, "form submission algorithm").
 *
 * @param enctype any other value than `multipart/form-data` and `text/plain` means `application/x-www-form-urlencoded`
 */
export function encodeForm(
  entries: readonly (readonly [name: string, value: string])[],
  enctype: string,
): FormBody {
  const lines = (text: string): string => text.replace(/\r\n|\r|\n/g, '\r\n');
  const fields = entries.map(([name, value]) => [lines(name), lines(value)] as const);
  if (enctype === 'multipart/form-data') return multipart(fields);
  if (enctype === 'text/plain') {
    const text = fields.map(([name, value]) => `${name}=${value}\r\n`).join('');
    return { type: 'text/plain', body: Buffer.from(text) };
  }
  const text = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
  return { type: 'application/x-www-form-urlencoded', body: Buffer.from(text) };
}

function multipart(fields: readonly (readonly [string, string])[]): FormBody {
  const escape = (name: string): string =>
    name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
  // Made from the content, so that it cannot occur in it and needs no randomness.
  const digest = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
  const boundary = `----docs-handshake-${digest.slice(0, 24)}`;
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escape(name)}"\r\n\r\n${value}\r\n`,
  );
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
  };
}
