import type { SessionResponse } from '@parley/shared/auth';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiClientError } from './api-client-error';
import type { RequestOptions } from './http';
import { Session } from './session';
import type { RunAlone, SessionChannel, SessionMessage } from './session-channel';
import type { SessionHint } from './session-hint';

const LIFE_S = 600;
const refused = () => new ApiClientError({ code: 'SESSION_ENDED', message: '', status: 401 });
const unreachable = () => new ApiClientError({ code: 'NETWORK', message: '' });

function responseWith(serial: number): SessionResponse {
  const claims = { iat: 0, exp: LIFE_S, serial };
  return {
    user: { id: 'a'.repeat(24), email: 'ana@example.org', displayName: 'Ana' },
    accessToken: `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`,
  };
}

/** A request that gets no response. */
function unanswered({ signal, timeout = 15_000 }: RequestOptions = {}): Promise<SessionResponse> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(unreachable()), timeout);
    signal?.addEventListener('abort', () => reject(new Error('canceled')));
  });
}

/** A browser with one cookie jar, one lock and one channel, in which tabs can be opened. */
function createBrowser(hint: ReturnType<SessionHint['read']> = 'signed-in') {
  const tabs: ((message: SessionMessage) => void)[] = [];
  let stored = hint;
  let last: Promise<unknown> = Promise.resolve();
  const runAlone: RunAlone = (task) => {
    const done = last.then(task, task);
    last = done.catch(() => undefined);
    return done;
  };
  let serial = 0;
  const requestRefresh = vi.fn(async (_options: RequestOptions) => {
    serial += 1;
    return responseWith(serial);
  });
  const requestLogout = vi.fn(async () => undefined);

  const openTab = (): Session => {
    const own = tabs.length;
    const channel: SessionChannel = {
      post: (message) => {
        for (const [index, listener] of tabs.entries()) if (index !== own) listener(message);
      },
      listen: (listener) => {
        tabs[own] = listener;
      },
    };
    return new Session({
      requestRefresh,
      requestLogout,
      runAlone,
      channel,
      hint: {
        read: () => stored,
        write: (next) => {
          stored = next;
        },
      },
    });
  };
  return { openTab, requestRefresh, requestLogout, storedHint: () => stored };
}

const status = (session: Session) => session.state.get().status;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('start', () => {
  it('a session survives a reload', async () => {
    const session = createBrowser().openTab();
    session.start();
    expect(status(session)).toBe('unknown');
    await expect(session.getFreshAccessToken()).resolves.toBe(responseWith(1).accessToken);
    expect(status(session)).toBe('signed-in');
  });

  it('a browser that never signed in sends no request', async () => {
    const { openTab, requestRefresh } = createBrowser('unknown');
    const session = openTab();
    session.start();
    expect(status(session)).toBe('signed-out');
    await expect(session.getFreshAccessToken()).resolves.toBeNull();
    expect(requestRefresh).not.toHaveBeenCalled();
  });

  it('a page that needs an account finds the session although storage was cleared', async () => {
    const session = createBrowser('unknown').openTab();
    session.start();
    expect(session.isSure).toBe(false);
    session.makeSure();
    await vi.advanceTimersByTimeAsync(0);
    expect(status(session)).toBe('signed-in');
  });

  it('a browser with blocked storage asks the server', async () => {
    const { openTab, requestRefresh } = createBrowser('blocked');
    const session = openTab();
    session.start();
    expect(status(session)).toBe('unknown');
    await vi.advanceTimersByTimeAsync(0);
    expect(status(session)).toBe('signed-in');
    expect(requestRefresh).toHaveBeenCalledTimes(1);
  });

  it('askQuietly finds a session without a hint, and the state stays signed-out until the answer', async () => {
    const { openTab, requestRefresh } = createBrowser('unknown');
    const session = openTab();
    session.start();
    session.askQuietly();
    expect(status(session)).toBe('signed-out');
    await vi.advanceTimersByTimeAsync(0);
    expect(status(session)).toBe('signed-in');

    const signedOut = createBrowser('signed-out').openTab();
    signedOut.start();
    signedOut.askQuietly();
    expect(requestRefresh).toHaveBeenCalledTimes(1);
  });

  it('signed-out stays uncertain if askQuietly gets no response', async () => {
    const { openTab, requestRefresh } = createBrowser('unknown');
    requestRefresh.mockRejectedValueOnce(unreachable());
    const session = openTab();
    session.start();
    session.askQuietly();
    await vi.advanceTimersByTimeAsync(0);
    expect(session.isSure).toBe(false);
  });

  it('start retries while the server is unreachable, and the state has the problem', async () => {
    const { openTab, requestRefresh } = createBrowser();
    requestRefresh.mockRejectedValueOnce(unreachable()).mockRejectedValueOnce(unreachable());
    const session = openTab();
    session.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(session.state.get()).toMatchObject({ status: 'unknown', problem: { code: 'NETWORK' } });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(status(session)).toBe('signed-in');
    expect(requestRefresh).toHaveBeenCalledTimes(3);
  });
});

describe('an access token', () => {
  it('a refresh request carries the old access token, which proves that the cookie is ours', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.start();
    await vi.advanceTimersByTimeAsync(0);
    await session.replaceAccessToken(responseWith(1).accessToken);
    expect(requestRefresh.mock.calls.map(([{ accessToken }]) => accessToken)).toEqual([
      undefined,
      responseWith(1).accessToken,
    ]);
  });

  it('concurrent callers share one refresh request', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.start();
    const tokens = await Promise.all([1, 2, 3].map(() => session.getFreshAccessToken()));
    expect(new Set(tokens).size).toBe(1);
    expect(requestRefresh).toHaveBeenCalledTimes(1);
  });

  it('an access token is refreshed after four fifths of its life', async () => {
    const { openTab, requestRefresh } = createBrowser();
    openTab().start();
    await vi.advanceTimersByTimeAsync(LIFE_S * 800 - 1);
    expect(requestRefresh).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(requestRefresh).toHaveBeenCalledTimes(2);
  });

  it('an access token is used until it expires if the server is unreachable', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.start();
    await vi.advanceTimersByTimeAsync(0);
    requestRefresh.mockRejectedValue(unreachable());
    await vi.advanceTimersByTimeAsync(LIFE_S * 900);
    await expect(session.getFreshAccessToken()).resolves.toBe(responseWith(1).accessToken);
    await vi.advanceTimersByTimeAsync(LIFE_S * 100);
    await expect(session.getFreshAccessToken()).rejects.toMatchObject({ code: 'NETWORK' });
    expect(status(session)).toBe('signed-in');
  });

  it('an access token that is due for a refresh is used while the refresh hangs', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.start();
    await vi.advanceTimersByTimeAsync(LIFE_S * 800 - 1);
    requestRefresh.mockImplementation(unanswered);
    await vi.advanceTimersByTimeAsync(LIFE_S * 50);
    let token: string | null | undefined;
    void session.getFreshAccessToken().then((given) => {
      token = given;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(token).toBe(responseWith(1).accessToken);
  });

  it('an access token that is about to expire is not used if a newer one is available', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.start();
    await vi.advanceTimersByTimeAsync(LIFE_S * 800 - 1);
    requestRefresh.mockRejectedValueOnce(unreachable());
    vi.setSystemTime(Date.now() + LIFE_S * 200 - 20_000);
    await vi.advanceTimersByTimeAsync(1);
    await expect(session.getFreshAccessToken()).resolves.toBe(responseWith(2).accessToken);
  });

  it('a refresh without a response is retried before the handshake timeout of a socket', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.start();
    await vi.advanceTimersByTimeAsync(LIFE_S * 800 - 1);
    requestRefresh.mockImplementationOnce(unanswered);
    await vi.advanceTimersByTimeAsync(1 + 5_000);
    expect(requestRefresh).toHaveBeenCalledTimes(3);
    await expect(session.getFreshAccessToken()).resolves.toBe(responseWith(2).accessToken);
  });

  it('wake repeats a hanging refresh, and the waiting callers get its response', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const [one, two] = [openTab(), openTab()];
    one.start();
    await vi.advanceTimersByTimeAsync(0);
    // The machine slept; its timers did not fire.
    vi.setSystemTime(Date.now() + LIFE_S * 2_000);
    requestRefresh.mockImplementationOnce(unanswered);
    const tokens = Promise.all([one.getFreshAccessToken(), two.getFreshAccessToken()]);
    await vi.advanceTimersByTimeAsync(0);
    expect(requestRefresh).toHaveBeenCalledTimes(2);
    one.wake();
    two.wake();
    await vi.advanceTimersByTimeAsync(0);
    const second = responseWith(2).accessToken;
    await expect(tokens).resolves.toEqual([second, second]);
    expect(requestRefresh).toHaveBeenCalledTimes(3);
  });

  it('a refused access token that was already replaced is not replaced again', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.start();
    const first = (await session.getFreshAccessToken()) ?? '';
    const second = await session.replaceAccessToken(first);
    expect(second).not.toBe(first);
    await expect(session.replaceAccessToken(first)).resolves.toBe(second);
    expect(requestRefresh).toHaveBeenCalledTimes(2);
  });
});

describe('recheck', () => {
  it('recheck ends a session that the server has ended', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.signIn(responseWith(9));
    requestRefresh.mockRejectedValueOnce(refused());
    session.recheck();
    await vi.advanceTimersByTimeAsync(0);
    expect(status(session)).toBe('signed-out');
  });

  it('recheck keeps the session if the server cannot be reached, and sends nothing if signed out', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const session = openTab();
    session.signIn(responseWith(9));
    requestRefresh.mockRejectedValueOnce(unreachable());
    session.recheck();
    await vi.advanceTimersByTimeAsync(0);
    expect(status(session)).toBe('signed-in');
    await session.signOut();
    session.recheck();
    await vi.advanceTimersByTimeAsync(0);
    expect(requestRefresh).toHaveBeenCalledTimes(1);
  });
});

describe('two tabs of one browser', () => {
  it('two tabs share one refresh request', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const [one, two] = [openTab(), openTab()];
    one.start();
    two.start();
    const tokens = await Promise.all([one.getFreshAccessToken(), two.getFreshAccessToken()]);
    expect(tokens[0]).toBe(tokens[1]);
    expect(requestRefresh).toHaveBeenCalledTimes(1);
  });

  it('signing in in one tab signs in the other', () => {
    const { openTab, storedHint } = createBrowser('unknown');
    const [one, two] = [openTab(), openTab()];
    one.start();
    two.start();
    one.signIn(responseWith(9));
    expect(two.state.get()).toEqual(one.state.get());
    expect(storedHint()).toBe('signed-in');
  });

  it('signing out in one tab signs out the other', async () => {
    const { openTab, storedHint, requestRefresh } = createBrowser();
    const [one, two] = [openTab(), openTab()];
    one.signIn(responseWith(9));
    await one.signOut();
    expect([status(one), status(two)]).toEqual(['signed-out', 'signed-out']);
    expect(storedHint()).toBe('signed-out');
    await vi.advanceTimersByTimeAsync(LIFE_S * 1000);
    expect(requestRefresh).not.toHaveBeenCalled();
  });
});

describe('a browser that keeps no cookies', () => {
  it('a missing refresh cookie is detected after signing in, and the session lasts until a reload', async () => {
    const { openTab, requestRefresh, storedHint } = createBrowser('unknown');
    const session = openTab();
    session.start();
    session.signIn(responseWith(9));
    requestRefresh.mockRejectedValue(refused());
    await session.checkCookie();
    expect(session.lacksCookie.get()).toBe(true);
    expect(status(session)).toBe('signed-in');
    expect(storedHint()).toBe('no-cookie');

    const reloaded = openTab();
    reloaded.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(status(reloaded)).toBe('signed-out');
    expect(reloaded.lacksCookie.get()).toBe(true);
  });

  it('the warning about cookies ends once a refresh succeeds', async () => {
    const session = createBrowser('no-cookie').openTab();
    session.start();
    expect(session.lacksCookie.get()).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(session.lacksCookie.get()).toBe(false);
  });

  it('an unreachable server does not count as a missing cookie', async () => {
    const { openTab, requestRefresh } = createBrowser('unknown');
    const session = openTab();
    session.signIn(responseWith(9));
    requestRefresh.mockRejectedValue(unreachable());
    await session.checkCookie();
    expect(session.lacksCookie.get()).toBe(false);
  });
});

describe('signing out', () => {
  it('a sign-out has its cause: this tab, another tab or the server', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const [one, two] = [openTab(), openTab()];
    one.signIn(responseWith(9));
    await one.signOut();
    expect(one.state.get()).toEqual({ status: 'signed-out', by: 'this-tab' });
    expect(two.state.get()).toEqual({ status: 'signed-out', by: 'another-tab' });

    one.signIn(responseWith(10));
    requestRefresh.mockRejectedValueOnce(refused());
    await two.refresh();
    expect(one.state.get()).toEqual({ status: 'signed-out', by: 'server' });
    expect(two.state.get()).toEqual({ status: 'signed-out', by: 'server' });
  });

  it('a sign-out that the server does not confirm changes nothing', async () => {
    const { openTab, requestLogout } = createBrowser();
    const session = openTab();
    session.signIn(responseWith(9));
    requestLogout.mockRejectedValue(unreachable());
    await expect(session.signOut()).rejects.toMatchObject({ code: 'NETWORK' });
    expect(status(session)).toBe('signed-in');
  });

  it('a sign-out succeeds if the server knows no session', async () => {
    const { openTab, requestLogout } = createBrowser();
    const session = openTab();
    session.signIn(responseWith(9));
    requestLogout.mockRejectedValue(refused());
    await session.signOut();
    expect(status(session)).toBe('signed-out');
  });

  it('a sign-out is not undone by a refresh in progress', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const [one, two] = [openTab(), openTab()];
    one.signIn(responseWith(9));
    let answer: (response: SessionResponse) => void = () => {};
    requestRefresh.mockReturnValueOnce(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const renewal = one.refresh();
    await vi.advanceTimersByTimeAsync(0);
    const leaving = two.signOut();
    answer(responseWith(10));
    await Promise.all([renewal, leaving]);
    expect([status(one), status(two)]).toEqual(['signed-out', 'signed-out']);
  });

  it('a session that the server ended signs out both tabs', async () => {
    const { openTab, requestRefresh } = createBrowser();
    const [one, two] = [openTab(), openTab()];
    one.signIn(responseWith(9));
    requestRefresh.mockRejectedValueOnce(refused());
    await one.refresh();
    expect([status(one), status(two)]).toEqual(['signed-out', 'signed-out']);
  });
});
