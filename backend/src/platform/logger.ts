import { join } from 'node:path';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/**
 * Creates the logger, which writes JSON lines to standard output. It removes fields that could contain
 * a secret or a message, in case code logs a whole object by mistake (ASVS 16.2.5).
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const keys = ['password', 'token', 'accessToken', 'text', 'cookie', 'authorization', 'sdp'];
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: keys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
    },
    destination,
  );
}

/**
 * Creates the logger of a command that the operator runs beside the server: it appends to
 * `DATA_DIR/operator.log`, which only the owner can read.
 */
export function createOperatorLogger(dataDir: string): Logger {
  const dest = join(dataDir, 'operator.log');
  return createLogger(
    'info',
    pino.destination({ dest, append: true, mkdir: true, mode: 0o600, sync: true }),
  );
}
