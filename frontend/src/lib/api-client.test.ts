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

/** A client whose server is `answer`; keeps what was sent and which tokens were refused. */
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
  it('fills the path, the query and the body as the contract says', async () => {
    const { api, sent } = setUp(() => ({ status: 204 }));
    await api.call(roomEndpoints.deleteRoom, { params: { code: 'a b/../c' } });
    expect(sent[0]?.url).toBe('/rooms/a%20b%2F..%2Fc');
    expect(sent[0]?.method).toBe('delete');
  });

  it('sends no token to endpoints that need no account', async () => {
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

  it('gives up when the new token is refused as well', async () => {
    const { api, sent } = setUp(() => refusal('TOKEN_EXPIRED'));
    await expect(api.call(userEndpoints.readMe, {})).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
      status: 401,
      requestId: 'r1',
    });
    expect(sent).toHaveLength(2);
  });

  it('does not repeat what failed for another reason', async () => {
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

  it('understands answers that did not come from Parley', async () => {
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

it('sets the clock of the page by the date of an answer', async () => {
  const date = new Date(Date.now() - 3 * 3_600_000);
  const { api } = setUp(() => ({
    status: 200,
    data: { user },
    headers: { date: date.toUTCString() },
  }));
  await api.call(userEndpoints.readMe, {});
  expect(Math.abs(serverClock.now() - date.getTime())).toBeLessThan(10_000);
});
