import type { z } from 'zod';
import type { ErrorCode } from './errors';

/**
 * Who may call an endpoint: anybody, the holder of the refresh cookie, or a signed-in account
 * (bearer access token).
 */
export type EndpointAccess = 'public' | 'cookie' | 'account';

/** A REST endpoint under `/api`. The schemas are the only definition of what travels. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path below `/api`, with Express parameters (`/rooms/:code`). */
  readonly path: string;
  readonly access: EndpointAccess;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Absent for 204. */
  readonly response?: z.ZodType;
  readonly status: 200 | 201 | 204;
  /** Codes beyond those that any endpoint can answer with. */
  readonly errors?: readonly ErrorCode[];
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Given<S> = S extends z.ZodType ? z.input<S> : undefined;

/** What a handler receives, parsed. */
export interface EndpointInput<E extends Endpoint> {
  params: Parsed<E['params']>;
  query: Parsed<E['query']>;
  body: Parsed<E['body']>;
}

type Fields<K extends string, S> = S extends z.ZodType ? { [P in K]: z.input<S> } : unknown;

/** What a client passes: only the parts that the endpoint declares. */
export type EndpointCall<E extends Endpoint> = Fields<'params', E['params']> &
  Fields<'query', E['query']> &
  Fields<'body', E['body']>;

export type EndpointResponse<E extends Endpoint> = Parsed<E['response']>;
export type EndpointBody<E extends Endpoint> = Given<E['body']>;

/** Keeps the literal types of a contract while checking its shape. */
export const defineEndpoints = <T extends Record<string, Endpoint>>(endpoints: T): T => endpoints;
