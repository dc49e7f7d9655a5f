import { networkInterfaces } from 'node:os';

/** An address of this machine that is not loopback, so that plain HTTP from there is not secure. */
export function outsideAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
