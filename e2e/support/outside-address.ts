import { networkInterfaces } from 'node:os';

/**
 * An address of this machine that is not loopback, if there is one. With plain HTTP, a page from such
 * an address is not a secure context.
 */
export function outsideAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
