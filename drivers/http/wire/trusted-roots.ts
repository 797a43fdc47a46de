import tls from 'node:tls';

/** The roots that this process trusts by itself. */
function ownRoots(): readonly string[] {
  // Younger releases of Node tell all of them, NODE_EXTRA_CA_CERTS included; Node 20 those that it brings along.
  const younger: typeof tls & {
    readonly getCACertificates?: (type: 'default') => readonly string[];
  } = tls;
  return younger.getCACertificates?.('default') ?? tls.rootCertificates;
}

/**
 * What a connection trusts: everything that it would trust anyway, and one more authority.
 *
 * @param ca PEM, one certificate or several
 */
export const trusting = (ca: string): tls.SecureContext =>
  tls.createSecureContext({ ca: [...ownRoots(), ca] });
