/**
 * Where a server whose certificate was made for its own network offers the certificate (DER) of the
 * authority that vouches for it: phones have to be told to trust it. No such file elsewhere.
 */
export const LOCAL_AUTHORITY_PATH = '/parley-ca.crt';

/** How phones know that it is such a certificate. */
export const LOCAL_AUTHORITY_TYPE = 'application/x-x509-ca-cert';
