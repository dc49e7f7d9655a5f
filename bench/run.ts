import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandFor } from './lib/slower-clock';

/** `npm run bench [-- NAME…]`: runs each part in a process of its own, so that none warms up another. */
const directory = join(import.meta.dirname, 'parts');
const parts = readdirSync(directory)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${parts.join(', ')}.`);
  process.exit(2);
}

/** A part that takes longer has hung. */
const PART_LIMIT_MS = 1_800_000;
let failures = 0;
for (const part of wanted.length > 0 ? wanted : parts) {
  const [program = '', ...args] = commandFor(part, [
    process.execPath,
    '--expose-gc',
    '--import',
    'tsx',
    join(directory, `${part}.ts`),
  ]);
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', timeout: PART_LIMIT_MS });
  if (status !== 0) {
    failures += 1;
    console.error(`${part} did not run (${error?.message ?? status})`);
  }
}
process.exit(failures === 0 ? 0 : 1);
