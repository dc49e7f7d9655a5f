import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fuzz, fuzzOptions } from './fuzz';
import { hostileValue, nearValue, type JsonSchema } from './hostile-json';
import { watchPrototypes } from './oracles';

/** No schema may take this long for one value, or a few messages would stop the server. */
const MAX_PARSE_MS = 1_000;

const CONTRACTS = new URL('../../../../../shared/src/', import.meta.url);

/** Finds the schemas in an export: a schema, or a table of endpoints, commands or events. */
function collect(name: string, value: unknown, found: Map<string, z.ZodType>): void {
  if (value instanceof z.ZodType) found.set(name, value);
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, part] of Object.entries(value)) collect(`${name}.${key}`, part, found);
  }
}

async function allSchemas(): Promise<Map<string, z.ZodType>> {
  const found = new Map<string, z.ZodType>();
  const files = readdirSync(CONTRACTS).filter((file) => /^[\w-]+\.ts$/.test(file));
  for (const file of files) {
    const exported: unknown = await import(new URL(file, CONTRACTS).href);
    collect(file.replace('.ts', ''), { ...(exported as object) }, found);
  }
  return found;
}

/** Parses a value and checks what must be true of every schema. @returns whether it was accepted */
function attempt(schema: z.ZodType, value: unknown): boolean {
  const startedAt = performance.now();
  const parsed = schema.safeParse(value);
  const tookMs = performance.now() - startedAt;
  if (tookMs > MAX_PARSE_MS) throw new Error(`parsing took ${Math.round(tookMs)} ms`);
  if (!parsed.success) {
    expect(parsed.error).toBeInstanceOf(z.ZodError);
    return false;
  }
  const again = schema.safeParse(parsed.data);
  if (!again.success) throw new Error(`refuses its own output: ${again.error.message}`);
  if (!isDeepStrictEqual(again.data, parsed.data)) {
    throw new Error(`changes its own output: ${fc.stringify([parsed.data, again.data])}`);
  }
  return true;
}

test(
  'every schema of the contracts accepts or refuses any value, and accepts its own output unchanged',
  fuzzOptions('schemas'),
  async () => {
    const schemas = await allSchemas();
    const accepted = new Set<string>();
    const expectPrototypes = watchPrototypes();
    const inputs = [...schemas].map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
      const value = fc.oneof(
        { weight: 6, arbitrary: nearValue(json) },
        { weight: 1, arbitrary: hostileValue },
        { weight: 1, arbitrary: anything },
      );
      return fc.record({ name: fc.constant(name), value });
    });
    await fuzz('schemas', fc.oneof(...inputs), (batch) => {
      for (const { name, value } of batch) {
        const schema = schemas.get(name);
        if (schema === undefined) throw new Error(`no schema ${name}`);
        if (attempt(schema, value)) accepted.add(name);
      }
      expectPrototypes();
    });
    // Otherwise the inputs would be too far from valid ones to find anything.
    expect(accepted.size / schemas.size).toBeGreaterThan(0.9);
  },
);

/** Values that do not come from JSON: bigints, dates, maps, functions' results, sparse arrays. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withTypedArray: true,
  withSparseArray: true,
  maxDepth: 3,
});
