import type { Endpoint, EndpointCall, EndpointResponse } from '@parley/shared/endpoint';
import { type ErrorCode, errorResponseSchema } from '@parley/shared/errors';
import {
  type AxiosInstance,
  type AxiosResponse,
  create as createAxios,
  isAxiosError,
  isCancel,
} from 'axios';
import { ApiClientError } from './api-client-error';
import { serverClock } from './server-clock';

const TIMEOUT_MS = 15_000;
/** A streamed file may take minutes; the server cuts off a response after ten. */
const DOWNLOAD_TIMEOUT_MS = 600_000;

/** What a client gets: the parsed response, or the file of a streamed one. */
export type EndpointResult<E extends Endpoint> = E['isStreamed'] extends true
  ? Blob
  : EndpointResponse<E>;

export interface RequestOptions {
  signal?: AbortSignal | undefined;
  accessToken?: string | undefined;
  /** Milliseconds until the request times out; 15 s by default. */
  timeout?: number | undefined;
}

interface Parts {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** An axios instance for `/api` of our origin. It rejects for no HTTP status. */
export function createHttp(): AxiosInstance {
  return createAxios({ baseURL: '/api', timeout: TIMEOUT_MS, validateStatus: () => true });
}

/**
 * Sends one request of an endpoint. In development the response is checked against the contract.
 *
 * @throws {ApiClientError} for a status outside 200 to 299, and for a request without a response.
 */
export async function sendRequest<E extends Endpoint>(
  http: AxiosInstance,
  endpoint: E,
  input: EndpointCall<E>,
  options: RequestOptions = {},
): Promise<EndpointResult<E>> {
  const parts = input as Parts;
  const sentAt = serverClock.elapsed();
  const response = await http
    .request<unknown>({
      method: endpoint.method,
      url: fillPath(endpoint.path, parts.params ?? {}),
      params: parts.query,
      data: parts.body,
      ...(endpoint.isStreamed && { responseType: 'blob', timeout: DOWNLOAD_TIMEOUT_MS }),
      ...(options.signal && { signal: options.signal }),
      ...(options.timeout !== undefined && { timeout: options.timeout }),
      ...(options.accessToken !== undefined && {
        headers: { Authorization: `Bearer ${options.accessToken}` },
      }),
    })
    .catch((error: unknown) => {
      throw transportError(error);
    });
  serverClock.sample(Date.parse(String(response.headers['date'])), sentAt, 1_000);
  if (response.status < 200 || response.status > 299) {
    throw answeredError(response, await readBody(response.data));
  }
  if (import.meta.env.DEV && isJson(response)) {
    endpoint.response?.parse(await readBody(response.data));
  }
  return response.data as EndpointResult<E>;
}

function fillPath(path: string, params: Record<string, unknown>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
}

function transportError(error: unknown): unknown {
  // The caller aborted the request. TanStack Query recognises the error by its type.
  if (isCancel(error)) return error;
  const timedOut =
    isAxiosError(error) && (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT');
  return new ApiClientError(
    timedOut
      ? { code: 'TIMEOUT', message: 'The server took too long to answer' }
      : { code: 'NETWORK', message: 'The server could not be reached' },
    { cause: error },
  );
}

/** Streamed files have other media types too. An endpoint without a response schema has no body. */
const isJson = ({ headers }: AxiosResponse<unknown>): boolean =>
  !/^text\/(markdown|csv)/.test(String(headers['content-type'] ?? ''));

/** Returns the value of a JSON body. For a streamed endpoint, errors come as a file as well. */
async function readBody(body: unknown): Promise<unknown> {
  if (!(body instanceof Blob)) return body;
  try {
    return JSON.parse(await body.text());
  } catch {
    return null;
  }
}

function answeredError(response: AxiosResponse<unknown>, body: unknown): ApiClientError {
  const parsed = errorResponseSchema.safeParse(body);
  const retryAfter = retryAfterHeader(response);
  if (parsed.success) {
    return new ApiClientError({ retryAfter, ...parsed.data.error, status: response.status });
  }
  return new ApiClientError({
    code: codeOfStatus(response.status),
    message: `The server answered ${response.status}`,
    status: response.status,
    retryAfter,
  });
}

/** For responses that are not from Parley, such as those of a reverse proxy. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 413) return 'PAYLOAD_TOO_LARGE';
  if (status === 429) return 'RATE_LIMITED';
  if (status === 502 || status === 503 || status === 504) return 'UNAVAILABLE';
  return 'INTERNAL';
}

/** The seconds of `Retry-After` (RFC 9110, section 10.2.3). Our server never sends its date form. */
function retryAfterHeader(response: AxiosResponse<unknown>): number | undefined {
  const seconds = Number.parseInt(String(response.headers['retry-after'] ?? ''), 10);
  return Number.isNaN(seconds) ? undefined : seconds;
}
