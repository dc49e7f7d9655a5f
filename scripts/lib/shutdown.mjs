import { describeError, logToStderr } from './log.mjs';
import { endAll, killAll } from './processes.mjs';

/**
 * Ends everything that a script has started, in reverse order, whether the script returns, throws or
 * is interrupted by Ctrl-C, SIGTERM or a closed terminal.
 * @typedef {object} Lifetime
 * @property {(stop: () => Promise<void>) => void} defer registers a function to call at the end
 * @property {() => boolean} isEnding whether the shutdown has begun
 */

/**
 * Runs a script's main function and exits with the code that it returns.
 * @param {(lifetime: Lifetime) => Promise<number>} main
 * @param {{ interruptedCode?: number, onInterrupt?: () => void }} [options] the exit code after a
 *   signal (130 by default), and a callback that tells the user
 * @returns {Promise<never>}
 */
export async function runScript(main, { interruptedCode = 130, onInterrupt } = {}) {
  /** @type {(() => Promise<void>)[]} */
  const stops = [];
  let isEnding = false;

  /** @param {number} code @returns {Promise<never>} */
  const finish = async (code) => {
    isEnding = true;
    let exitCode = code;
    for (const stop of stops.reverse()) {
      await stop().catch((error) => {
        logToStderr(describeError(error));
        exitCode ||= 1;
      });
    }
    await endAll();
    process.exit(exitCode);
  };

  let signals = 0;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      signals += 1;
      if (signals === 1 && !isEnding) {
        onInterrupt?.();
        void finish(interruptedCode);
      }
      // npm forwards Ctrl-C in addition to the terminal, so each Ctrl-C may arrive twice.
      if (signals >= 4) {
        killAll();
        process.exit(130);
      }
    });
  }

  const code = await main({ defer: (stop) => stops.push(stop), isEnding: () => isEnding }).catch(
    (error) => {
      if (!isEnding) logToStderr(describeError(error));
      return 1;
    },
  );
  // If main fails because of the shutdown, the shutdown is already running.
  if (isEnding) return new Promise(() => {});
  return finish(code);
}
