import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/**
 * JSON lines on standard output. Fields that could carry a secret or a message are removed even
 * where somebody logs a whole object by mistake (ASVS 16.2.5).
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
