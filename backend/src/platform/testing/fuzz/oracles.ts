import { unhandledRejections } from '../test-app';

const PROTOTYPES = { Object, Array, String, Number, Function, Promise, Map, RegExp, Error };

/** What every prototype has at the moment: names of its own properties and their values. */
function snapshot(): string {
  return Object.entries(PROTOTYPES)
    .map(([name, { prototype }]) => `${name}: ${Reflect.ownKeys(prototype).map(String).join()}`)
    .join('\n');
}

/**
 * Notes what prototypes have now.
 * @returns a function that throws if one has changed
 */
export function watchPrototypes(): () => void {
  const before = snapshot();
  return () => {
    if (snapshot() !== before || ({} as { polluted?: unknown }).polluted !== undefined) {
      throw new Error(`a prototype has changed:\n${before}\n→\n${snapshot()}`);
    }
  };
}

const uncaught: unknown[] = [];
// Vitest reports these too, but cannot say which input caused them.
process.on('uncaughtException', (error) => uncaught.push(error));

/**
 * Asks what has happened since it was asked last: otherwise a batch would be blamed for an earlier one.
 * @throws if a promise was rejected or an error thrown without anybody to handle it
 */
export function expectNothingUnhandled(): void {
  const [first] = [...unhandledRejections.splice(0), ...uncaught.splice(0)];
  if (first !== undefined) throw new Error('unhandled', { cause: first });
}
