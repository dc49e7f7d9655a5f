/** `npm run doctor`: finds what prevents calls, with a remedy for each fault. */
import { describeFinding, exitCodeFor, summarize } from './lib/doctor/finding.mjs';
import { examine } from './lib/doctor/examine.mjs';
import { readTarget } from './lib/doctor/target.mjs';
import { loadEnvironment } from './lib/environment.mjs';
import { parseFlags } from './lib/flags.mjs';
import { describeError, log, logToStderr } from './lib/log.mjs';
import { runScript } from './lib/shutdown.mjs';

const args = process.argv.slice(2);
const isOption = (/** @type {string} */ arg) => arg.startsWith('-');
const flags = parseFlags('npm run doctor', 'Checks everything that calls need.', {
  args: args.filter(isOption),
  flags: { json: { type: 'boolean', help: 'Prints the findings as JSON.' } },
  notes:
    'Without an address it checks the set-up of this checkout and its .env. With one, such as\n' +
    '`npm run doctor -- https://meet.example.org`, it checks that Parley from outside, through its\n' +
    'proxy. The exit code is 0 when nothing failed, 1 when something did, 2 for wrong usage.',
});

function targetOrExit() {
  try {
    return readTarget(
      args.filter((arg) => !isOption(arg)),
      loadEnvironment(),
    );
  } catch (error) {
    logToStderr(describeError(error));
    return process.exit(2);
  }
}

const target = targetOrExit();
await runScript(async () => {
  const { origin, findings } = await examine(target);
  if (flags.json === true) {
    log(JSON.stringify({ origin, findings }, null, 2));
  } else {
    log(`Parley at ${origin}`);
    for (const finding of findings) log(describeFinding(finding));
    log(summarize(findings));
  }
  return exitCodeFor(findings);
});
