import { z } from 'zod';
import { API_SCOPES, apiScopeSchema } from './api-scopes';
import { defineEndpoints } from './endpoint';
import { idSchema, instantSchema, lineSchema } from './text';

/** Every API key begins with this, so that people and scanners of secrets recognise one. */
export const API_KEY_PREFIX = 'parley_';

/** How many API keys an account can have. */
export const MAX_API_KEYS = 20;

/** For how many days a new API key can work; null means until it is revoked. */
export const API_KEY_DAYS = [30, 90, 365, null] as const;

/** An API key without its secret, which the server does not store. */
export const apiKeySchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  scopes: z.array(apiScopeSchema),
  /** The last four characters of the secret. */
  lastFour: z.string(),
  createdAt: instantSchema,
  /** Null if it works until it is revoked. */
  expiresAt: instantSchema.nullable(),
  /** Exact to a minute; null if it was never used. */
  lastUsedAt: instantSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** The body of `createApiKey`. */
export const createApiKeySchema = z.strictObject({
  name: lineSchema(60),
  scopes: z
    .array(apiScopeSchema)
    .min(1, 'Choose at least one scope')
    .max(API_SCOPES.length)
    .refine((scopes) => new Set(scopes).size === scopes.length, 'A scope is there twice'),
  expiresInDays: z.union([z.literal(30), z.literal(90), z.literal(365), z.null()]),
});
export type CreateApiKey = z.infer<typeof createApiKeySchema>;

export const apiKeyEndpoints = defineEndpoints({
  listApiKeys: {
    method: 'GET',
    path: '/users/me/api-keys',
    access: 'account',
    summary: 'List your API keys, the oldest first. Without their secrets.',
    response: z.strictObject({ apiKeys: z.array(apiKeySchema) }),
    status: 200,
  },
  createApiKey: {
    method: 'POST',
    path: '/users/me/api-keys',
    access: 'account',
    summary: 'Create an API key. Only this answer contains its secret.',
    body: createApiKeySchema,
    response: z.strictObject({
      apiKey: apiKeySchema,
      /** For `Authorization: Bearer`. */
      secret: z.string(),
    }),
    status: 201,
    errors: ['STEP_UP_REQUIRED', 'TOO_MANY_API_KEYS'],
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/users/me/api-keys/:id',
    access: 'account',
    summary: 'Revoke an API key. It stops working at once.',
    params: z.strictObject({ id: idSchema }),
    status: 204,
  },
});
