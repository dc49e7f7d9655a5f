import { describeError, logToStderr } from './log.mjs';
import { endAll, killAll } from './processes.mjs';

/**
 * What a script has started, ended in the opposite order whatever happens: its end, an error,
 * Ctrl-C, SIGTERM, a closed terminal.
 * @typedef {object} Lifetime
 * @property {(stop: () => Promise<void>) => void} defer
 * @property {() => boolean} isEnding whether what ends now was asked to
 */

/**
 * Runs a script's main function and ends the process with the exit code it answers.
 * @param {(lifetime: Lifetime) => Promise<number>} main
 * @param {{ interruptedCode?: number, onInterrupt?: () => void }} [options] the exit code after a
 *   signal (130 by default) and what to tell the person then
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
      // npm passes Ctrl-C on although the terminal has sent it here too: only insistence counts.
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
  // A main function that falls over because everything is being ended must not end it twice.
  if (isEnding) return new Promise(() => {});
  return finish(code);
}
