import * as fc from 'fast-check';
import { hostileValue, nearValue, type JsonSchema, type Pool } from './hostile-json';

/** The part of an OpenAPI 3.1 document that the fuzzer reads. */
export interface OpenApiDocument {
  readonly paths: Record<string, Record<string, Operation>>;
}

interface Operation {
  readonly parameters?: { name: string; in: string; schema: JsonSchema }[];
  readonly requestBody?: { content: { 'application/json': { schema: JsonSchema } } };
}

export type Credentials = 'none' | 'valid' | 'garbage' | 'expired-looking' | 'twice';

/** One request as it goes over the wire; the path is percent-encoded where it must be. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly credentials: Credentials;
  readonly withCookie: boolean;
  readonly contentType: string;
  readonly body: string | null;
}

const CREDENTIALS = fc.oneof(
  { weight: 16, arbitrary: fc.constant<Credentials>('valid') },
  { weight: 2, arbitrary: fc.constant<Credentials>('none') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Credentials[]>('garbage', 'expired-looking', 'twice'),
  },
);
const CONTENT_TYPES = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/plain',
      'application/json; charset=utf-7',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
    ),
  },
);
/** Bodies that are not JSON, or JSON that parsers disagree on. */
const BODIES = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"email":"a@example.org","email":"b@example.org"}',
  '{"limit":1e400}',
  '\ufeff{}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `{"name":"${'x'.repeat(200_000)}"}`,
  '{"__proto__":{"polluted":1}}',
  '\u0000',
];

const OTHER_METHODS = ['PUT', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'];

/** Returns an arbitrary of requests for every operation of the document, with correct and wrong parts. */
export function restRequest(document: OpenApiDocument, pool: Pool): fc.Arbitrary<RestRequest> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => requestOf(path, method, operation, pool)),
  );
  return fc.oneof(...operations);
}

function requestOf(
  path: string,
  method: string,
  operation: Operation,
  pool: Pool,
): fc.Arbitrary<RestRequest> {
  const { parameters = [], requestBody } = operation;
  const schema = requestBody?.content['application/json'].schema;
  const body: fc.Arbitrary<string | null> =
    schema === undefined
      ? fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.constantFrom(...BODIES))
      : fc.oneof(
          { weight: 9, arbitrary: nearValue(schema, pool).map((value) => JSON.stringify(value)) },
          { weight: 1, arbitrary: fc.constantFrom(...BODIES) },
        );
  return fc.record({
    method: fc.oneof(
      { weight: 30, arbitrary: fc.constant(method.toUpperCase()) },
      { weight: 1, arbitrary: fc.constantFrom(...OTHER_METHODS) },
    ),
    path: fc
      .tuple(pathOf(path, parameters, pool), queryOf(parameters, pool))
      .map(([a, b]) => a + b),
    credentials: CREDENTIALS,
    withCookie: fc.boolean(),
    contentType: CONTENT_TYPES,
    body,
  });
}

type Parameters = NonNullable<Operation['parameters']>;

function pathOf(path: string, parameters: Parameters, pool: Pool): fc.Arbitrary<string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const values = inPath.map((parameter) => textOf(parameter, pool));
  return fc
    .tuple(...values)
    .map((found) =>
      inPath.reduce((text, { name }, index) => text.replace(`{${name}}`, found[index] ?? ''), path),
    );
}

/** Express reads these as arrays and objects, if it is set so. */
const SUFFIX = fc.oneof(
  { weight: 15, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('[]', '[$ne]', '[__proto__]') },
);

function queryOf(parameters: Parameters, pool: Pool): fc.Arbitrary<string> {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const entries = inQuery.map((parameter) =>
    fc.option(
      fc
        .tuple(SUFFIX, textOf(parameter, pool))
        .map(([suffix, value]) => `${parameter.name}${suffix}=${value}`),
    ),
  );
  return fc.tuple(...entries).map((found) => {
    const present = found.filter((entry) => entry !== null);
    return present.length === 0 ? '' : `?${present.join('&')}`;
  });
}

/** A parameter as it stands in a URL; one in twenty is not encoded correctly. */
function textOf({ name, schema }: Parameters[number], pool: Pool): fc.Arbitrary<string> {
  const value = fc.oneof(
    { weight: 12, arbitrary: nearValue(schema, pool, name) },
    { weight: 1, arbitrary: hostileValue },
  );
  const odd = fc.constantFrom('%zz', '%00', '%', '..%2f..', '%c0%af', '%ed%a0%80', '%2e%2e', '//');
  return fc.oneof({ weight: 19, arbitrary: value.map(encoded) }, { weight: 1, arbitrary: odd });
}

function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // Longer request lines are refused before Express sees them. Lone surrogates cannot be encoded.
  return encodeURIComponent(Buffer.from(text.slice(0, 1_000)).toString());
}
