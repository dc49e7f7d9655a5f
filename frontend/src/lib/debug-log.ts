import { version } from '../../package.json';
import { createLog, logText } from '../core/log';

/** The debug log of this tab as text, for the user to send to the person who runs the server. */
export function debugLog(): string {
  return logText({ version, userAgent: navigator.userAgent });
}

/** Logs the errors that nothing caught. */
export function logUncaughtErrors(): void {
  const log = createLog('app');
  window.addEventListener('error', ({ error, lineno, colno }) =>
    log.error('uncaught error', { error, lineno, colno }),
  );
  window.addEventListener('unhandledrejection', ({ reason }) =>
    log.error('unhandled rejection', { error: reason }),
  );
}
