import net from 'node:net';
import tls from 'node:tls';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;

const pem = (label: string, der: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;

/** Key and certificates of a server, as PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** An authority that lives as long as a test. */
export interface Authority {
  /** Its own certificate, as PEM. */
  readonly cert: string;
  readonly key: string;
  /** Vouches for a new key of a host name or address. */
  readonly issue: (name: string, validMs?: number) => Promise<Identity>;
}

/** Makes an authority. */
export async function makeAuthority(called: string): Promise<Authority> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const pair = (): Promise<CryptoKeyPair> =>
    crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const secret = async ({ privateKey }: CryptoKeyPair): Promise<string> =>
    pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', privateKey));
  const own = await pair();
  const period = (validMs: number): { readonly notBefore: Date; readonly notAfter: Date } => ({
    notBefore: new Date(Date.now() - 2 * dayMs),
    notAfter: new Date(Date.now() + validMs),
  });
  const root = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${called}`,
      ...period(dayMs),
      signingAlgorithm: algorithm,
      keys: own,
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    },
    crypto,
  );
  return {
    cert: `${root.toString('pem')}\n`,
    key: await secret(own),
    issue: async (name, validMs = dayMs) => {
      const keys = await pair();
      const type = net.isIP(name) === 0 ? 'dns' : 'ip';
      const leaf = await x509.X509CertificateGenerator.create(
        {
          subject: `CN=${name}`,
          issuer: root.subject,
          ...period(validMs),
          signingAlgorithm: algorithm,
          publicKey: keys.publicKey,
          signingKey: own.privateKey,
          extensions: [new x509.SubjectAlternativeNameExtension([{ type, value: name }])],
        },
        crypto,
      );
      return { key: await secret(keys), cert: `${leaf.toString('pem')}\n` };
    },
  };
}

/** A server that speaks TLS in front of one that does not. */
export interface TlsFront {
  /** `https://127.0.0.1:<port>`. */
  readonly origin: string;
  close(): void;
}

/** Opens it on the loopback address, on any free port. */
export async function openTlsFront(identity: Identity, behind: string): Promise<TlsFront> {
  const sockets = new Set<net.Socket>();
  const server = tls.createServer(identity, (socket) => {
    const inner = net.connect(Number(new URL(behind).port), '127.0.0.1');
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `https://127.0.0.1:${port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
