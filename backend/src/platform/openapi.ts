import { API_SCOPES, SCOPE_WORDS } from '@parley/shared/api-scopes';
import type { Endpoint, EndpointAccess } from '@parley/shared/endpoint';
import { ERROR_STATUS, errorResponseSchema, type ErrorCode } from '@parley/shared/errors';
import {
  type DeliveryType,
  WEBHOOK_SUMMARIES,
  webhookPayloadSchemas,
} from '@parley/shared/webhooks';
import { z } from 'zod';
import { isCounted } from './rate-limit';

type JsonSchema = Record<string, unknown>;

/** Converts a schema to JSON Schema 2020-12, which OpenAPI 3.1 uses unchanged. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** Returns the error codes of an endpoint: those that follow from its contract, and its own. */
export function errorCodesOf(endpoint: Endpoint): ErrorCode[] {
  const codes: ErrorCode[] = ['UNAVAILABLE', 'BUSY', 'INTERNAL'];
  if (isCounted(endpoint)) codes.push('RATE_LIMITED');
  if (endpoint.access === 'account' || endpoint.access === 'token') {
    codes.push('UNAUTHENTICATED', 'TOKEN_EXPIRED', 'SESSION_ENDED', 'SCOPE_MISSING');
  }
  if (endpoint.access === 'cookie' || endpoint.usesCookie === true) codes.push('ORIGIN_FORBIDDEN');
  // A malformed id or code means a resource that does not exist.
  if (endpoint.params !== undefined) codes.push('NOT_FOUND');
  if (endpoint.body !== undefined || endpoint.query !== undefined) codes.push('VALIDATION_FAILED');
  if (endpoint.body !== undefined) {
    codes.push('MALFORMED_BODY', 'UNSUPPORTED_MEDIA_TYPE', 'PAYLOAD_TOO_LARGE');
  }
  return [...new Set([...codes, ...(endpoint.errors ?? [])])];
}

/** Creates the OpenAPI 3.1 document from the contracts. */
export function openApiDocument(endpoints: Record<string, Endpoint>, version: string): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, endpoint] of Object.entries(endpoints)) {
    const path = `/api${endpoint.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] ??= {};
    paths[path][endpoint.method.toLowerCase()] = operation(operationId, endpoint);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Parley', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    webhooks: webhooks(),
    components: {
      securitySchemes: {
        account: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        guest: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of a guest, for one room.',
        },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'parley_…',
          description: `An API key that has the scope of the operation (\`x-scope\`). ${scopeList}`,
        },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-parley_rt',
          description: 'Over plain HTTP its name is `parley_rt`.',
        },
      },
      schemas: { Error: jsonSchema(errorResponseSchema, 'output') },
    },
  };
}

/** What the server sends to receivers, by the type of the event. */
const webhooks = (): JsonSchema =>
  Object.fromEntries(
    Object.entries(webhookPayloadSchemas).map(([type, schema]) => [
      type,
      {
        post: {
          operationId: `hear ${type}`,
          summary: WEBHOOK_SUMMARIES[type as DeliveryType],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(schema, 'output') } },
          },
          responses: { '2XX': { description: 'Accepted' } },
        },
      },
    ]),
  );

const SECURITY: Record<EndpointAccess, Record<string, []>[]> = {
  public: [],
  cookie: [{ cookie: [] }],
  account: [{ account: [] }],
  token: [{ account: [] }, { guest: [] }],
};

/** OpenAPI 3.1 lists the roles that a bearer token needs, here the scope of the API key. */
const securityOf = ({ access, scope }: Endpoint): Record<string, string[]>[] => [
  ...SECURITY[access],
  ...(scope === undefined ? [] : [{ apiKey: [scope] }]),
];

const scopeList = API_SCOPES.map((scope) => `\`${scope}\`: ${SCOPE_WORDS[scope]}.`).join(' ');

function operation(operationId: string, endpoint: Endpoint): JsonSchema {
  return {
    operationId,
    tags: [endpoint.path.split('/')[1] ?? ''],
    summary: endpoint.summary,
    security: securityOf(endpoint),
    ...(endpoint.scope !== undefined && { 'x-scope': endpoint.scope }),
    parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query')],
    ...(endpoint.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(endpoint.body, 'input') } },
      },
    }),
    responses: { ...success(endpoint), ...accepted(endpoint), ...failures(endpoint) },
  };
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): JsonSchema[] {
  if (schema === undefined) return [];
  const object = jsonSchema(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(object.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || (object.required?.includes(name) ?? false),
    schema: property,
  }));
}

function success(endpoint: Endpoint): JsonSchema {
  const { response, otherMediaTypes = [] } = endpoint;
  const content = {
    ...(response && { 'application/json': { schema: jsonSchema(response, 'output') } }),
    ...Object.fromEntries(otherMediaTypes.map((type) => [type, { schema: { type: 'string' } }])),
  };
  return {
    [endpoint.status]: {
      description: endpoint.status === 204 ? 'Done' : 'OK',
      ...(Object.keys(content).length > 0 && { content }),
    },
  };
}

function accepted({ accepted: schema }: Endpoint): JsonSchema {
  if (schema === undefined) return {};
  const content = { 'application/json': { schema: jsonSchema(schema, 'output') } };
  return { 202: { description: 'Accepted', content } };
}

function failures(endpoint: Endpoint): JsonSchema {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorCodesOf(endpoint)) {
    const status = ERROR_STATUS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content }]),
  );
}
