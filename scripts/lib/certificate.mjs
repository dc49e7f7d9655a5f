import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isIP } from 'node:net';

const dayMs = 86_400_000;
/** Browsers on phones reject server certificates with a lifetime over 398 days. */
const lifetimeDays = 397;
const authorityDays = 3_650;
const renewDays = 30;

/** @typedef {{ cert: string, key: string }} Pair both PEM */
/** @typedef {{ names: string[], addresses: string[] }} LocalNames */
/**
 * @typedef {object} CertificateFiles
 * @property {string} certFile contains the certificate and then that of its authority
 * @property {string} keyFile only its owner can read it
 * @property {boolean} isNew
 * @property {boolean} isNewAuthority devices that trusted the old authority must trust the new one
 */

/**
 * Returns a certificate of this machine for its own network: the existing one, or a new one if that
 * is about to expire or lacks one of the names. A local authority signs it. The authority is kept,
 * because iPhones open WebSockets only to a trusted server and can be told to trust an authority but
 * not a single server certificate. A device that trusts the authority needs no further step when the
 * machine gets another address.
 * @param {LocalNames & { dataDir: string, now?: number }} options
 * @returns {Promise<CertificateFiles>}
 */
export async function ensureCertificate({ dataDir, names, addresses, now = Date.now() }) {
  const folder = join(dataDir, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const certFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  const { pair: authority, isNew: isNewAuthority } = await ensureAuthority(folder, names, now);
  const existing = readPair(certFile, keyFile);
  if (existing && isFor(existing, [...names, ...addresses], now) && isIssued(existing, authority)) {
    return { certFile, keyFile, isNew: false, isNewAuthority };
  }
  const created = await makeCertificate({ names, addresses, authority, now });
  // The key first: a certificate counts as existing only together with its key.
  replaceFile(keyFile, created.key, 0o600);
  replaceFile(certFile, `${created.cert.trim()}\n${authority.cert.trim()}\n`, 0o644);
  return { certFile, keyFile, isNew: true, isNewAuthority };
}

/**
 * Checks periodically whether the certificate must be renewed, for a new address or before it
 * expires.
 * @param {{ dataDir: string, find: () => LocalNames, everyMs: number, onRenewed: () => void, onError: (error: unknown) => void }} options
 *   `find` returns the current names of the machine
 * @returns {() => void} stops the checks
 */
export function renewCertificate({ dataDir, find, everyMs, onRenewed, onError }) {
  let isChecking = false;
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    ensureCertificate({ dataDir, ...find() })
      .then(({ isNew }) => isNew && onRenewed())
      .catch(onError)
      .finally(() => (isChecking = false));
  }, everyMs);
  return () => clearInterval(timer);
}

/**
 * @param {string} folder
 * @param {string[]} names
 * @param {number} now milliseconds since the epoch
 * @returns {Promise<{ pair: Pair, isNew: boolean }>}
 */
async function ensureAuthority(folder, names, now) {
  const certFile = join(folder, 'ca.pem');
  const keyFile = join(folder, 'ca-key.pem');
  const existing = readPair(certFile, keyFile);
  // The authority must outlive the certificates that it signs.
  if (existing && daysLeft(existing, now) > lifetimeDays + renewDays)
    return { pair: existing, isNew: false };
  // A unique name: devices identify authorities by name and may have an older one installed.
  const name = `Parley on ${names.at(-1)} (${randomBytes(3).toString('hex')})`;
  const pair = await generatePair(name, now, authorityDays, {
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  replaceFile(keyFile, pair.key, 0o600);
  replaceFile(certFile, pair.cert, 0o644);
  return { pair, isNew: true };
}

/**
 * @param {LocalNames & { authority: Pair, now: number }} options
 * @returns {Promise<Pair>}
 */
function makeCertificate({ names, addresses, authority, now }) {
  return generatePair(`${names.at(-1)}`, now, lifetimeDays, {
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: /** @type {const} */ (2), value })),
          ...addresses.map((ip) => ({ type: /** @type {const} */ (7), ip })),
        ],
      },
    ],
  });
}

/**
 * @param {string} commonName
 * @param {number} now milliseconds since the epoch
 * @param {number} days
 * @param {Pick<import('selfsigned').SelfsignedOptions, 'ca' | 'extensions'>} more
 * @returns {Promise<Pair>}
 */
async function generatePair(commonName, now, days, more) {
  // Imported here because packages may not be installed yet when this module is loaded.
  const { generate } = await import('selfsigned');
  const pems = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // The clocks of phones may be slow.
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + (days - 1) * dayMs),
    ...more,
  });
  return { cert: pems.cert, key: pems.private };
}

/**
 * @param {string} certFile
 * @param {string} keyFile
 * @returns {Pair | null} null if a file is missing or the key does not belong to the certificate
 */
function readPair(certFile, keyFile) {
  try {
    const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    const fits = new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key));
    return fits ? pair : null;
  } catch {
    return null;
  }
}

/** @param {Pair} pair @param {number} now */
const daysLeft = ({ cert }, now) => (Date.parse(new X509Certificate(cert).validTo) - now) / dayMs;

/**
 * @param {Pair} pair
 * @param {string[]} wanted names and addresses
 * @param {number} now milliseconds since the epoch
 */
function isFor(pair, wanted, now) {
  const certificate = new X509Certificate(pair.cert);
  return (
    daysLeft(pair, now) > renewDays &&
    wanted.every((one) => (isIP(one) ? certificate.checkIP(one) : certificate.checkHost(one)))
  );
}

/** @param {Pair} pair @param {Pair} authority */
function isIssued(pair, authority) {
  const { publicKey } = new X509Certificate(authority.cert);
  return (
    pair.cert.includes(authority.cert.trim()) && new X509Certificate(pair.cert).verify(publicKey)
  );
}

/**
 * @param {string} file
 * @param {string} text
 * @param {number} mode
 */
function replaceFile(file, text, mode) {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text, { mode });
  renameSync(next, file);
}
