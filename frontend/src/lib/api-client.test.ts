import { authEndpoints, userEndpoints } from '@parley/shared/auth';
import { roomEndpoints } from '@parley/shared/rooms';
import { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { describe, expect, it } from 'vitest';
import { createApiClient } from './api-client';
import { createHttp } from './http';
import { serverClock } from './server-clock';

interface Answer {
  status: number;
  data?: unknown;
  headers?: Record<string, string>;
}

const user = { id: 'a'.repeat(24), email: 'ana@example.org', displayName: 'Ana' };
const refusal = (code: string): Answer => ({
  status: 401,
  data: { error: { code, message: 'no', requestId: 'r1' } },
});

/** A client whose server is `answer`. It records the requests and the refused tokens. */
function setUp(answer: (request: InternalAxiosRequestConfig) => Answer, renewed = 'new') {
  const sent: InternalAxiosRequestConfig[] = [];
  const refused: string[] = [];
  const http = createHttp();
  http.defaults.adapter = async (config) => {
    sent.push(config);
    return { data: null, headers: {}, statusText: '', config, ...answer(config) };
  };
  const api = createApiClient(http, {
    getFreshAccessToken: async () => 'old',
    replaceAccessToken: async (token) => {
      refused.push(token);
      return renewed;
    },
  });
  const tokens = () => sent.map(({ headers }) => headers.get('Authorization'));
  return { api, sent, refused, tokens };
}

describe('calling an endpoint', () => {
  it('a call fills the path, the query and the body of its contract', async () => {
    const { api, sent } = setUp(() => ({ status: 204 }));
    await api.call(roomEndpoints.deleteRoom, { params: { code: 'a b/../c' } });
    expect(sent[0]?.url).toBe('/rooms/a%20b%2F..%2Fc');
    expect(sent[0]?.method).toBe('delete');
  });

  it('a call to an endpoint without an account sends no token', async () => {
    const { api, tokens } = setUp(() => ({ status: 200, data: { user, accessToken: 't' } }));
    await api.call(authEndpoints.login, { body: { email: 'a', password: 'b' } });
    expect(tokens()).toEqual([undefined]);
  });

  it.each(['TOKEN_EXPIRED', 'UNAUTHENTICATED'])(
    'replaces a token that was refused with %s and repeats once',
    async (code) => {
      const { api, tokens, refused } = setUp(({ headers }) =>
        headers.get('Authorization') === 'Bearer new'
          ? { status: 200, data: { user } }
          : refusal(code),
      );
      await expect(api.call(userEndpoints.readMe, {})).resolves.toEqual({ user });
      expect(tokens()).toEqual(['Bearer old', 'Bearer new']);
      expect(refused).toEqual(['old']);
    },
  );

  it('a call fails if the server refuses the new token too', async () => {
    const { api, sent } = setUp(() => refusal('TOKEN_EXPIRED'));
    await expect(api.call(userEndpoints.readMe, {})).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
      status: 401,
      requestId: 'r1',
    });
    expect(sent).toHaveLength(2);
  });

  it('a call that fails for another reason is not repeated', async () => {
    const { api, sent } = setUp(() => ({
      status: 503,
      headers: { 'retry-after': '7' },
      data: { error: { code: 'UNAVAILABLE', message: 'no database' } },
    }));
    await expect(api.call(userEndpoints.readMe, {})).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryAfter: 7,
    });
    expect(sent).toHaveLength(1);
  });

  it('a response that is not from Parley has the error code of its status', async () => {
    const { api } = setUp(() => ({ status: 502, data: '<h1>Bad Gateway</h1>' }));
    await expect(api.call(userEndpoints.readMe, {})).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      status: 502,
    });
  });

  it.each([
    ['ERR_NETWORK', 'NETWORK'],
    ['ECONNABORTED', 'TIMEOUT'],
  ])('calls %s %s', async (axiosCode, code) => {
    const { api } = setUp(() => {
      throw new AxiosError('failed', axiosCode);
    });
    await expect(api.call(userEndpoints.readMe, {})).rejects.toMatchObject({ code });
  });
});

it('the Date header of a response sets the server clock', async () => {
  const date = new Date(Date.now() - 3 * 3_600_000);
  const { api } = setUp(() => ({
    status: 200,
    data: { user },
    headers: { date: date.toUTCString() },
  }));
  await api.call(userEndpoints.readMe, {});
  expect(Math.abs(serverClock.now() - date.getTime())).toBeLessThan(10_000);
});
