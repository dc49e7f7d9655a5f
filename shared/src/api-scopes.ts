import { z } from 'zod';

/**
 * What an API key may do. An endpoint without a scope in its contract does not work with API keys at
 * all: sessions, settings, keys and everything that gives other people access.
 */
export const apiScopeSchema = z.enum([
  'records:read',
  'records:write',
  'rooms:read',
  'rooms:write',
]);
export type ApiScope = z.infer<typeof apiScopeSchema>;

/** The scopes in the order in which the documentation and the client list them. */
export const API_SCOPES = apiScopeSchema.options;

/** What each scope allows, for the documentation and the client. */
export const SCOPE_WORDS: Readonly<Record<ApiScope, string>> = {
  'records:read': 'Read meetings: who attended, the conversation, marks, and exports',
  'records:write': 'Change records: titles, your notes, marks, and your own lines',
  'rooms:read': 'Read rooms and their settings',
  'rooms:write': 'Create, change and delete rooms',
};
