import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { LOCAL_AUTHORITY_TYPE } from '@parley/shared/local-authority';
import type { RequestHandler } from 'express';

/** Whether a certificate is self-signed. Node's `checkIssued` does not work for server certificates. */
export const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey);

/**
 * Returns the authority at the end of a chain (PEM) if browsers do not know it by themselves, else null.
 * Public chains have no root, or a well-known one.
 */
export function localAuthorityOf(chain: string): X509Certificate | null {
  const pems = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const roots = pems
    .map((pem) => new X509Certificate(pem))
    .filter((certificate) => certificate.ca && isSelfSigned(certificate));
  return roots.find((root) => !isPublic(root)) ?? null;
}

function isPublic(root: X509Certificate): boolean {
  return rootCertificates.some(
    (pem) => new X509Certificate(pem).fingerprint256 === root.fingerprint256,
  );
}

/** Serves the authority's certificate, if there is one. It is public, as every handshake shows it. */
export function offerAuthority(authority: () => X509Certificate | null): RequestHandler {
  return (_request, response, next) => {
    const certificate = authority();
    if (certificate === null) return next();
    response
      .type(LOCAL_AUTHORITY_TYPE)
      .setHeader('Cache-Control', 'no-store')
      .setHeader('Content-Disposition', 'attachment; filename="parley-ca.crt"')
      .send(certificate.raw);
  };
}
