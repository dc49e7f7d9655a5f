import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createLogger } from '../../logger';
import { createTestApp, type TestApp } from '../test-app';
import { Bystanders } from './bystanders';
import { expectNothingUnhandled, watchPrototypes } from './oracles';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Memory that may stay: caches of the database driver, compiled code, the attacker's own records. */
const MAX_GROWTH_BYTES = 48_000_000;
/** `error` and `fatal` of pino. */
const ERROR_LEVEL = 50;

/** A server under attack, with the oracles that watch it. */
export interface Target {
  readonly parley: TestApp;
  readonly bystanders: Bystanders;
  /** Runs an attack while the bystanders chat, then asks all oracles. @throws {Error} if one objects */
  endure(attack: () => Promise<void>): Promise<void>;
  /** Ends the server. @throws {Error} if its memory is not back */
  finish(): Promise<void>;
}

/** Starts a server without rate limits, so that the inputs arrive and are not refused as a flood. */
export async function startTarget(): Promise<Target> {
  const errors: string[] = [];
  const write = (line: string): void => {
    if ((JSON.parse(line) as { level: number }).level >= ERROR_LEVEL) errors.push(line);
  };
  const parley = await createTestApp({
    env: { RATE_LIMIT_FACTOR: '10000', STORAGE_LIMIT_FACTOR: '10000' },
    app: { logger: createLogger('error', { write }) },
  });
  const bystanders = await Bystanders.meet(parley);
  const expectPrototypes = watchPrototypes();
  let attacks = 0;
  let baseline = 0;

  return {
    parley,
    bystanders,
    async endure(attack) {
      // Every oracle is asked even if one objects. Otherwise what it has noted would be blamed on the
      // next batch, and shrinking would lead nowhere.
      const results = await Promise.allSettled([attack(), bystanders.chat()]);
      results.push(...(await Promise.allSettled([bystanders.chat()])));
      const logged = errors.splice(0).join('');
      expectNothingUnhandled();
      expectPrototypes();
      if (logged !== '') throw new Error(`the server logs errors: ${logged}`);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      attacks += 1;
      // Later than at the start, when code is compiled and caches are filled.
      if (attacks === WARM_UP) baseline = usedMemory();
    },
    async finish() {
      await parley.api.get('/api/health/ready').expect(200);
      const growth = usedMemory() - baseline;
      await parley.close();
      if (attacks > WARM_UP && growth > MAX_GROWTH_BYTES) {
        throw new Error(`the memory has grown by ${Math.round(growth / 1e6)} MB`);
      }
    },
  };
}

const WARM_UP = 8;

function usedMemory(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
