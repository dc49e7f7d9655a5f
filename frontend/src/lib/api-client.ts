import type { Endpoint, EndpointCall } from '@parley/shared/endpoint';
import type { AxiosInstance } from 'axios';
import { hasCode } from './api-client-error';
import { type EndpointResult, sendRequest } from './http';

/** A source of access tokens, such as the session. */
export interface AccessTokenSource {
  /** A token that does not expire soon, or null if the browser is signed out. */
  getFreshAccessToken(): Promise<string | null>;
  /** A newer token than the one that the server refused, or null if the session has ended. */
  replaceAccessToken(refused: string): Promise<string | null>;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export interface ApiClient {
  /**
   * Calls an endpoint with the input that its contract declares. If the server refuses the access
   * token, the client replaces the token and repeats the request once.
   *
   * @throws {ApiClientError}
   */
  call<E extends Endpoint>(
    endpoint: E,
    input: EndpointCall<E>,
    options?: CallOptions,
  ): Promise<EndpointResult<E>>;
}

/** A REST client that authenticates with access tokens from `tokens`. */
export function createApiClient(http: AxiosInstance, tokens: AccessTokenSource): ApiClient {
  return {
    async call(endpoint, input, options) {
      if (endpoint.access !== 'account' && endpoint.access !== 'token')
        return sendRequest(http, endpoint, input, options);
      const accessToken = await tokens.getFreshAccessToken();
      if (accessToken === null) return sendRequest(http, endpoint, input, options);
      try {
        return await sendRequest(http, endpoint, input, { ...options, accessToken });
      } catch (error) {
        if (!hasCode(error, 'TOKEN_EXPIRED', 'UNAUTHENTICATED')) throw error;
        const newer = await tokens.replaceAccessToken(accessToken);
        if (newer === null) throw error;
        return sendRequest(http, endpoint, input, { ...options, accessToken: newer });
      }
    },
  };
}
