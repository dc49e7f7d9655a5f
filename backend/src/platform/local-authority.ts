import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { LOCAL_AUTHORITY_TYPE } from '@parley/shared/local-authority';
import type { RequestHandler } from 'express';

/** @returns whether a certificate has signed itself; `checkIssued` is false for those of servers */
export const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey);

/**
 * The authority at the end of a chain (PEM) that no browser knows by itself, or null: public chains
 * come without their root, and some with one that everybody has.
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

/** Sends the authority's certificate, where there is one. It is public: every handshake shows it. */
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
