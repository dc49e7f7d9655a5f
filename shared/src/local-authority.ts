/**
 * Path of the local certificate authority (DER), which a phone must trust before it can call. Only a
 * server whose certificate comes from that authority (`npm start -- --https`) has this file.
 */
export const LOCAL_AUTHORITY_PATH = '/parley-ca.crt';

/** The media type by which phones recognize a certificate. */
export const LOCAL_AUTHORITY_TYPE = 'application/x-x509-ca-cert';
