import type { Endpoint, EndpointCall, EndpointResponse } from '@parley/shared/endpoint';
import type { AxiosInstance } from 'axios';
import { hasCode } from './api-client-error';
import { sendRequest } from './http';

/** Where access tokens come from; the session is one. */
export interface AccessTokens {
  /** A token that is not about to run out, or null where nobody is signed in. */
  getFreshAccessToken(): Promise<string | null>;
  /** A newer token than the one that the server refused, or null where there is none. */
  replaceAccessToken(refused: string): Promise<string | null>;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export interface ApiClient {
  /**
   * Calls an endpoint with what its contract declares.
   *
   * A refused access token is replaced once and the request repeated once.
   *
   * @throws ApiClientError
   */
  call<E extends Endpoint>(
    endpoint: E,
    input: EndpointCall<E>,
    options?: CallOptions,
  ): Promise<EndpointResponse<E>>;
}

export function createApiClient(http: AxiosInstance, tokens: AccessTokens): ApiClient {
  return {
    async call(endpoint, input, options) {
      if (endpoint.access !== 'account') return sendRequest(http, endpoint, input, options);
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
