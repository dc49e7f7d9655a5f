import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isIP } from 'node:net';

const dayMs = 86_400_000;
/** Browsers on phones refuse certificates that live longer than 398 days. */
const lifeDays = 397;
const renewDays = 30;

/**
 * The certificate of this machine for its own network: the one that was made before, or a new one
 * where that is near its end or lacks one of the names. People see a warning once per certificate,
 * so it is not made again without need.
 * @param {{ dataDir: string, names: string[], addresses: string[], now?: number }} options
 * @returns {Promise<{ certFile: string, keyFile: string, isNew: boolean }>} the key is readable for
 *   its owner only
 */
export async function ensureCertificate({ dataDir, names, addresses, now = Date.now() }) {
  const folder = join(dataDir, 'tls');
  const certFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  if (isUsable({ certFile, keyFile }, [...names, ...addresses], now)) {
    return { certFile, keyFile, isNew: false };
  }
  const pems = await makeCertificate(names, addresses, now);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The key first: a certificate is only taken for usable with the key that belongs to it.
  replaceFile(keyFile, pems.key, 0o600);
  replaceFile(certFile, pems.cert, 0o644);
  return { certFile, keyFile, isNew: true };
}

/**
 * @param {string[]} names
 * @param {string[]} addresses
 * @param {number} now milliseconds since the epoch
 */
async function makeCertificate(names, addresses, now) {
  // Packages are installed by now, which is not so when this module is loaded.
  const { generate } = await import('selfsigned');
  const pems = await generate([{ name: 'commonName', value: `Parley on ${names.at(-1)}` }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // Clocks of phones may be a little behind.
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + (lifeDays - 1) * dayMs),
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
  return { cert: pems.cert, key: pems.private };
}

/**
 * @param {{ certFile: string, keyFile: string }} files
 * @param {string[]} wanted names and addresses
 * @param {number} now milliseconds since the epoch
 */
function isUsable({ certFile, keyFile }, wanted, now) {
  try {
    const certificate = new X509Certificate(readFileSync(certFile));
    const daysLeft = (Date.parse(certificate.validTo) - now) / dayMs;
    return (
      daysLeft > renewDays &&
      certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile))) &&
      wanted.every((one) => (isIP(one) ? certificate.checkIP(one) : certificate.checkHost(one)))
    );
  } catch {
    // None yet, or half of one.
    return false;
  }
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
