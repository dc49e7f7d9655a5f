import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isIP } from 'node:net';

const dayMs = 86_400_000;
/** Browsers on phones refuse certificates of servers that live longer than 398 days. */
const lifeDays = 397;
const authorityDays = 3_650;
const renewDays = 30;

/** @typedef {{ cert: string, key: string }} Pair both PEM */
/** @typedef {{ names: string[], addresses: string[] }} LocalNames */
/**
 * @typedef {object} CertificateFiles
 * @property {string} certFile with the authority's certificate after it
 * @property {string} keyFile readable for its owner only
 * @property {boolean} isNew
 * @property {boolean} isNewAuthority devices that trusted the one before must be told again
 */

/**
 * The certificate of this machine for its own network: the one that was made before, or a new one
 * where that is near its end or lacks one of the names. An authority made here vouches for it, and
 * stays: iPhones let nobody past their warning as far as sockets are concerned, and can be told to
 * trust authorities only, no certificate of a server. Whoever trusts it is not asked again when the
 * machine has another address.
 * @param {LocalNames & { dataDir: string, now?: number }} options
 * @returns {Promise<CertificateFiles>}
 */
export async function ensureCertificate({ dataDir, names, addresses, now = Date.now() }) {
  const folder = join(dataDir, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const certFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  const { pair: authority, isNew: isNewAuthority } = await ensureAuthority(folder, names, now);
  const known = readPair(certFile, keyFile);
  if (known && isFor(known, [...names, ...addresses], now) && isIssued(known, authority)) {
    return { certFile, keyFile, isNew: false, isNewAuthority };
  }
  const made = await makeCertificate({ names, addresses, authority, now });
  // The key first: a certificate is only taken for usable with the key that belongs to it.
  replaceFile(keyFile, made.key, 0o600);
  replaceFile(certFile, `${made.cert.trim()}\n${authority.cert.trim()}\n`, 0o644);
  return { certFile, keyFile, isNew: true, isNewAuthority };
}

/**
 * Looks again and again whether the certificate still fits: addresses change, and years go by.
 * @param {{ dataDir: string, find: () => LocalNames, everyMs: number, onRenewed: () => void, onError: (error: unknown) => void }} options
 *   `find` tells the names that are wanted
 * @returns {() => void} ends it
 */
export function keepCertificate({ dataDir, find, everyMs, onRenewed, onError }) {
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
  const known = readPair(certFile, keyFile);
  // It must outlive what it vouches for.
  if (known && daysLeft(known, now) > lifeDays + renewDays) return { pair: known, isNew: false };
  // A name of its own: devices find authorities by name, and an old one may be installed.
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
  return generatePair(`${names.at(-1)}`, now, lifeDays, {
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
  // Packages are installed by now, which is not so when this module is loaded.
  const { generate } = await import('selfsigned');
  const pems = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // Clocks of phones may be a little behind.
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + (days - 1) * dayMs),
    ...more,
  });
  return { cert: pems.cert, key: pems.private };
}

/**
 * @param {string} certFile
 * @param {string} keyFile
 * @returns {Pair | null} null where there is none yet, half of one, or two that do not fit
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
