import { sign } from 'node:crypto';

/** Makes a token for the docs at localhost, good for ten seconds. */
export type Mint = (claims?: object) => string;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A minter of EdDSA tokens that are all different, so that each logs in once. */
export function minter(key: Parameters<typeof sign>[2]): Mint {
  let made = 0;
  const header = encode({ alg: 'EdDSA', typ: 'JWT' });
  return (claims = {}) => {
    made += 1;
    const exp = Math.floor(Date.now() / 1000) + 10;
    const input = `${header}.${encode({ exp, host: 'localhost', jti: String(made), ...claims })}`;
    return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
  };
}
