import type { z } from 'zod';
import type { ApiScope } from './api-scopes';
import type { ErrorCode } from './errors';

/**
 * The credentials that an endpoint requires: none (`public`), the refresh cookie (`cookie`), or the
 * bearer access token of an account (`account`) or of an account or a guest (`token`). What they may do
 * with it is in `policy.ts`.
 */
export type EndpointAccess = 'public' | 'cookie' | 'account' | 'token';

/** The media types of files besides JSON. */
export type MediaType = 'text/markdown' | 'text/csv';

/** A file that the server sends piece by piece. */
export interface StreamedFile {
  readonly mediaType: MediaType | 'application/json';
  /** Absent: the client names it. */
  readonly name?: string;
  readonly pieces: AsyncIterable<string>;
}

/** A REST endpoint under `/api`. Its schemas are the only definition of request and response. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path below `/api`, with Express parameters (`/rooms/:code`). */
  readonly path: string;
  readonly access: EndpointAccess;
  readonly summary: string;
  /** What an API key needs for it. Without a scope, API keys do not work here. */
  readonly scope?: ApiScope;
  /** Reads or sets a cookie although it needs none, so web pages of other origins are refused. */
  readonly usesCookie?: true;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Absent when the response has no body. */
  readonly response?: z.ZodType;
  /** The server sends the response piece by piece, as a file to save. `response` is its JSON form. */
  readonly isStreamed?: true;
  /** Of a streamed response: the media types other than JSON in which the file can come. */
  readonly otherMediaTypes?: readonly MediaType[];
  readonly status: 200 | 201 | 202 | 204;
  /**
   * The other response of an endpoint that may also only accept the request (202) and complete it
   * later.
   */
  readonly accepted?: z.ZodType;
  /** Error codes beyond those that every endpoint can answer with. */
  readonly errors?: readonly ErrorCode[];
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Given<S> = S extends z.ZodType ? z.input<S> : undefined;

/** The parsed input of a handler. */
export interface EndpointInput<E extends Endpoint> {
  params: Parsed<E['params']>;
  query: Parsed<E['query']>;
  body: Parsed<E['body']>;
}

type Fields<K extends string, S> = S extends z.ZodType ? { [P in K]: z.input<S> } : unknown;

/** The arguments of a client: only the parts that the endpoint declares. */
export type EndpointCall<E extends Endpoint> = Fields<'params', E['params']> &
  Fields<'query', E['query']> &
  Fields<'body', E['body']>;

/** The parsed response of an endpoint. */
export type EndpointResponse<E extends Endpoint> =
  | Parsed<E['response']>
  | (E['accepted'] extends z.ZodType ? z.output<E['accepted']> : never);
/** What a handler returns: the response, or a file. */
export type EndpointAnswer<E extends Endpoint> = E['isStreamed'] extends true
  ? StreamedFile
  : EndpointResponse<E>;
/** The request body as a client writes it, before parsing. */
export type EndpointBody<E extends Endpoint> = Given<E['body']>;

/** Keeps the literal types of endpoints while it checks their shape. */
export const defineEndpoints = <T extends Record<string, Endpoint>>(endpoints: T): T => endpoints;
