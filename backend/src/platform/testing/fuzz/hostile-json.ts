import * as fc from 'fast-check';

/** A subset of JSON Schema: what zod makes of our contracts. */
export interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
}

/** Sets a property as JSON.parse does: `__proto__` becomes an own property. */
function setOwn(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function objectOf(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [key, value] of entries) setOwn(made, key, value);
  return made;
}

const nested = (depth: number): unknown => {
  let value: unknown = 0;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

const POLLUTION = { polluted: 'yes' };

/** Keys that name something of every object, or mean something to a library. */
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'then',
  'length',
  '$ne',
  '$where',
  '$gt',
  'toJSON',
  '_id',
  'userId',
  'isOwner',
  '',
  '0',
  'a.b',
];

/** Values that have broken a server before. */
const VALUES: unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  -(2 ** 31),
  9e15,
  '',
  ' ',
  '0',
  'null',
  '[object Object]',
  '__proto__',
  'constructor',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '\u202e\u2066',
  '\u200b',
  'Z\u0351\u036b\u0343'.repeat(40),
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '../../../etc/passwd',
  '%00%2e%2e%2f',
  '%zz',
  '<script>alert(1)</script>',
  "' or 1=1 --",
  '${7*7}{{7*7}}',
  '\r\nSet-Cookie: a=b',
  'x'.repeat(5_000),
  'x'.repeat(50_000),
  'ﷺ'.repeat(4_000),
  [],
  {},
  [[]],
  [null],
  nested(500),
  Array.from({ length: 2_000 }, () => 0),
  { $ne: null },
  { $gt: '' },
  { $where: 'while(true){}' },
  { length: -1 },
  objectOf([['then', 1]]),
  { toString: 1 },
  { toJSON: 'x' },
  { _placeholder: true, num: 0 },
  { type: 'Buffer', data: [1, 2] },
  objectOf([['__proto__', POLLUTION]]),
  objectOf([['__proto__', null]]),
  { constructor: { prototype: POLLUTION } },
  Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, 0])),
];

/** A JSON value that no client of ours would send. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: fc.integer() },
);

const hostileKey = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 20 }));

/**
 * Values that exist, such as ids, codes and names, by the name of the field that they fit, so that
 * inputs reach what lies behind the validation.
 */
export type Pool = Readonly<Record<string, readonly string[]>>;

/** Returns an arbitrary of values that the schema accepts, or nearly. */
function validValue(
  schema: JsonSchema,
  pool: Pool = {},
  /** The name of the field. */
  name = '',
): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((one) => validValue(one, pool, name)));
  if (schema.allOf?.[0] !== undefined) return validValue(schema.allOf[0], pool, name);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type)) {
    return fc.oneof(...schema.type.map((type) => validValue({ ...schema, type }, pool, name)));
  }
  switch (schema.type) {
    case 'object':
      return validObject(schema, pool);
    case 'array': {
      const { items = {}, minItems: minLength = 0, maxItems = 4 } = schema;
      const maxLength = Math.max(minLength, Math.min(maxItems, 4));
      return fc.array(validValue(items, pool, name), { minLength, maxLength });
    }
    case 'string':
      return validString(schema, pool[name]);
    case 'integer':
      return fc.integer(range(schema));
    case 'number':
      return fc.double({ ...range(schema), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return hostileValue;
  }
}

const LIMIT = 2 ** 31 - 1;
const range = ({ minimum = -LIMIT, maximum = LIMIT }: JsonSchema) => ({
  min: Math.max(minimum, -LIMIT),
  max: Math.min(maximum, LIMIT),
});

function validObject(schema: JsonSchema, pool: Pool): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  const required = new Set(schema.required);
  const entries = properties.map(([key, property]) => {
    const entry = validValue(property, pool, key).map((value) => [key, value] as const);
    return required.has(key) ? entry : fc.option(entry, { nil: null });
  });
  return fc.tuple(...entries).map((found) => objectOf(found.filter((entry) => entry !== null)));
}

const INSTANTS = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

function validString(schema: JsonSchema, known: readonly string[] = []): fc.Arbitrary<string> {
  const { pattern, format, minLength = 0, maxLength = 200 } = schema;
  const made = stringOf(format, pattern, minLength, Math.max(minLength, Math.min(maxLength, 200)));
  if (known.length === 0) return made;
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, made);
}

function stringOf(
  format: string | undefined,
  pattern: string | undefined,
  minLength: number,
  maxLength: number,
): fc.Arbitrary<string> {
  if (format === 'email') return fc.emailAddress();
  if (format === 'date-time') return INSTANTS;
  if (format === 'uri') return fc.webUrl();
  if (pattern !== undefined) {
    try {
      return fc.stringMatching(new RegExp(pattern));
    } catch {
      // fast-check does not know look-arounds; such a string is then only nearly valid.
    }
  }
  return fc.string({ unit: 'grapheme', minLength, maxLength });
}

/** One change of a JSON value, at a place that is counted modulo the number of its places. */
interface Mutation {
  readonly at: number;
  readonly change: 'replace' | 'remove' | 'add' | 'wrap' | 'twice';
  readonly key: string;
  readonly value: unknown;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(50),
  change: fc.constantFrom('replace', 'remove', 'add', 'wrap', 'twice'),
  key: hostileKey,
  value: hostileValue,
});

const mutations = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.tuple(mutation) },
  { weight: 1, arbitrary: fc.array(mutation, { minLength: 2, maxLength: 3 }) },
);

/** Returns an arbitrary of values that the schema accepts, with up to three changes. */
export const nearValue = (schema: JsonSchema, pool: Pool = {}, name = ''): fc.Arbitrary<unknown> =>
  fc
    .tuple(validValue(schema, pool, name), mutations)
    .map(([value, changes]) => changes.reduce(mutate, value));

interface Place {
  readonly parent: object;
  readonly key: string;
}

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null || found.length > 100) return found;
  for (const key of Object.keys(value)) {
    found.push({ parent: value, key });
    placesIn((value as Record<string, unknown>)[key], found);
  }
  return found;
}

function mutate(value: unknown, { at, change, key, value: other }: Mutation): unknown {
  const copy = structuredClone({ root: value });
  const places = placesIn(copy);
  const place = places[at % places.length];
  if (place === undefined) return other;
  const old: unknown = Object.getOwnPropertyDescriptor(place.parent, place.key)?.value;
  if (change === 'remove' && place.parent !== copy) Reflect.deleteProperty(place.parent, place.key);
  else if (change === 'wrap') setOwn(place.parent, place.key, [old]);
  else if (change === 'twice') setOwn(place.parent, place.key, twice(old));
  else if (change === 'add' && Array.isArray(old)) old.push(other);
  else if (change === 'add' && isObject(old)) setOwn(old, key, other);
  else setOwn(place.parent, place.key, other);
  return copy.root;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function twice(value: unknown): unknown {
  if (typeof value === 'string') return value + value;
  if (typeof value === 'number') return value * 2 + 1;
  return [value, value];
}
