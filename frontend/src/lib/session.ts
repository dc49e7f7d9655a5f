import type { User } from '@parley/shared/auth';
import { backoff, type BackoffPolicy } from '../core/backoff';
import { createLog } from '../core/log';
import { createValue, type ReadonlyValue } from '../core/value';
import type { AccessTokenSource } from './api-client';
import { ApiClientError } from './api-client-error';
import type { RequestOptions } from './http';
import type { RunAlone, SessionChannel } from './session-channel';
import type { SessionHint } from './session-hint';
import type { SessionStart, SessionUser } from './session-user';
import { type TokenLife, tokenLife } from './token-life';

const log = createLog('session');

/**
 * The session is `unknown` until the server has answered the first refresh; `problem` is the error
 * of the last failed attempt.
 */
export type SessionState<U extends SessionUser = User> =
  | { status: 'unknown'; problem?: unknown }
  | { status: 'signed-out'; by?: SignedOutBy }
  | { status: 'signed-in'; user: U; accessToken: string };

/** What ended the session; absent if no user was signed in. */
export type SignedOutBy = 'this-tab' | 'another-tab' | 'server';

export interface SessionParts<U extends SessionUser = User> {
  requestRefresh(options: RequestOptions): Promise<SessionStart<U>>;
  requestLogout(): Promise<void>;
  runAlone: RunAlone;
  channel: SessionChannel<U>;
  hint: SessionHint;
}

/** The least time until the next refresh: a very short token life must not cause a flood. */
const LEAST_WAIT_MS = 5_000;
/** A token with less life left may expire in transit. With more, it is used during the refresh. */
const LEAST_LIFE_MS = 30_000;
/** Shorter than the default: the server closes a socket that shows no token within five seconds. */
const REFRESH_TIMEOUT_MS = 4_000;
const REFRESH_BACKOFF: BackoffPolicy = { firstMs: 1_000, longestMs: 30_000 };

/**
 * The session of this tab. It is the only holder of the access token; scripts cannot read the refresh
 * cookie. All tabs of a browser share one session and inform each other.
 */
export class Session<U extends SessionUser = User> implements AccessTokenSource {
  readonly #parts: SessionParts<U>;
  readonly #state = createValue<SessionState<U>>({ status: 'unknown' });
  readonly #lacksCookie = createValue(false);
  #life: TokenLife = { refreshAt: 0, expiresAt: 0 };
  /** Grows with each new token and each sign-out, so that a late response is recognised. */
  #generation = 0;
  #refreshing: Promise<SessionState<U>> | null = null;
  /** The refresh request in progress. Aborting it makes `#refreshAlone` send a new one. */
  #request: AbortController | null = null;
  #hasAsked = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SessionParts<U>) {
    this.#parts = parts;
    parts.channel.listen((message) => {
      if (message.type === 'signed-in') this.#accept(message.response, message.life);
      else this.#end(message.by ?? 'another-tab');
    });
  }

  get state(): ReadonlyValue<SessionState<U>> {
    return this.#state;
  }

  /** Whether the browser did not store the refresh cookie, so that a reload ends the session. */
  get lacksCookie(): ReadonlyValue<boolean> {
    return this.#lacksCookie;
  }

  /** Refreshes the session if the hint says signed in, or if blocked storage hides the hint. */
  start(): void {
    const hint = this.#parts.hint.read();
    this.#lacksCookie.set(hint === 'no-cookie');
    if (hint === 'signed-in' || hint === 'no-cookie' || hint === 'blocked') this.#tryToRefresh();
    else this.#state.set({ status: 'signed-out' });
  }

  /** The server saw no refresh cookie when it served the page, so no request is necessary. */
  noteNoCookie(): void {
    this.#hasAsked = true;
  }

  /** Whether `signed-out` is certain and not only assumed because there is no hint. */
  get isSure(): boolean {
    return this.#hasAsked || this.#parts.hint.read() === 'signed-out';
  }

  /** Whether the hint says signed in, so that the refresh will probably succeed. */
  get isExpected(): boolean {
    return this.#parts.hint.read() === 'signed-in';
  }

  /**
   * Notes that the browser leaves for a sign-in provider and will come back signed in, so that the
   * next page asks the server for the session.
   */
  expectSignIn(): void {
    this.#parts.hint.write('signed-in');
  }

  /**
   * For pages that need a signed-in user: asks the server once if `signed-out` is only assumed,
   * because storage was cleared or is blocked. The state is `unknown` until the answer.
   */
  makeSure(): void {
    if (this.isSure || this.#state.get().status !== 'signed-out') return;
    this.#state.set({ status: 'unknown' });
    this.#tryToRefresh();
  }

  /**
   * Asks the server once if `signed-out` is only assumed; until the answer the state stays.
   * Some browsers clear storage after a week but keep the cookie.
   */
  askQuietly(): void {
    if (this.isSure || this.#state.get().status !== 'signed-out') return;
    this.refresh().catch((error: unknown) => {
      log.info('asking for a session failed', { error });
      this.#hasAsked = false;
    });
  }

  /**
   * Checks after a sign-in whether the browser stored the refresh cookie, by using it. Without it the
   * session lasts until the page reloads or the token expires.
   */
  async checkCookie(): Promise<void> {
    const generation = this.#generation;
    await this.#parts.runAlone(async () => {
      if (generation !== this.#generation) return;
      try {
        const response = await this.#requestRefresh(new AbortController());
        if (generation === this.#generation) this.signIn(response);
        this.#lacksCookie.set(false);
      } catch (error) {
        log.warn('the check of the refresh cookie failed', { error });
        if (!isRefusal(error) || generation !== this.#generation) return;
        this.#lacksCookie.set(true);
        this.#parts.hint.write('no-cookie');
      }
    });
  }

  /** Starts the session of a response to signing in, registering or refreshing, in all tabs. */
  signIn(response: SessionStart<U>): void {
    const life = tokenLife(response.accessToken, Date.now());
    this.#accept(response, life);
    this.#parts.channel.post({ type: 'signed-in', response, life });
  }

  /** Takes a changed account, such as one with a new display name, into all tabs. */
  updateUser(user: U): void {
    const state = this.#state.get();
    if (state.status !== 'signed-in') return;
    const response = { user, accessToken: state.accessToken };
    this.#accept(response, this.#life);
    this.#parts.channel.post({ type: 'signed-in', response, life: this.#life });
  }

  /**
   * Signs out in all tabs.
   *
   * @throws {ApiClientError} if the server did not confirm it; then nothing has changed.
   */
  async signOut(): Promise<void> {
    await this.#parts.runAlone(async () => {
      try {
        await this.#parts.requestLogout();
      } catch (error) {
        if (!isRefusal(error)) throw error;
        log.info('the session had ended before signing out', { error });
      }
      this.#endEverywhere('this-tab');
    });
  }

  /**
   * Exchanges the refresh cookie for a new access token. Concurrent calls in all tabs share one
   * request.
   *
   * @throws {ApiClientError} without a response; a session that has ended is not an error.
   */
  refresh(): Promise<SessionState<U>> {
    this.#refreshing ??= this.#refreshAlone().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Checks the session after the server refused it on a socket. Does nothing if signed out. */
  recheck(): void {
    if (this.#state.get().status === 'signed-out') return;
    this.refresh().catch((error: unknown) => log.warn('checking the session failed', { error }));
  }

  async getFreshAccessToken(): Promise<string | null> {
    const state = this.#state.get();
    if (state.status === 'signed-out') return null;
    if (state.status === 'signed-in') {
      if (Date.now() < this.#life.refreshAt) return state.accessToken;
      if (Date.now() < this.#life.expiresAt - LEAST_LIFE_MS) {
        // The caller does not wait for the response. If it fails, the timer tries again.
        this.refresh().catch((error: unknown) => log.info('an early refresh failed', { error }));
        return state.accessToken;
      }
    }
    try {
      return accessTokenOf(await this.refresh());
    } catch (error) {
      if (state.status === 'signed-in' && Date.now() < this.#life.expiresAt) {
        log.info('the refresh failed; the old token is still valid', { error });
        return state.accessToken;
      }
      throw error;
    }
  }

  async replaceAccessToken(refused: string): Promise<string | null> {
    const current = accessTokenOf(this.#state.get());
    if (current !== refused) return current;
    return accessTokenOf(await this.refresh());
  }

  /**
   * Refreshes without further delay when the network returns or the tab becomes visible. A request in
   * progress is aborted and sent again; its callers get the new response.
   */
  wake(): void {
    const { status } = this.#state.get();
    this.#failures = 0;
    if (this.#request !== null) this.#request.abort();
    else if (
      status === 'unknown' ||
      (status === 'signed-in' && Date.now() >= this.#life.refreshAt)
    ) {
      this.#tryToRefresh();
    }
  }

  async #refreshAlone(): Promise<SessionState<U>> {
    const generation = this.#generation;
    return this.#parts.runAlone(async () => {
      for (;;) {
        // Another tab may have refreshed while this one waited for the lock.
        if (generation !== this.#generation) return this.#state.get();
        const request = new AbortController();
        try {
          const response = await this.#requestRefresh(request);
          if (generation === this.#generation) this.signIn(response);
          this.#lacksCookie.set(false);
          return this.#state.get();
        } catch (error) {
          if (request.signal.aborted) continue;
          if (!isRefusal(error)) throw error;
          log.info('the server refused to refresh the session', { error });
          if (generation === this.#generation) this.#onRefused();
          return this.#state.get();
        }
      }
    });
  }

  async #requestRefresh(request: AbortController): Promise<SessionStart<U>> {
    this.#hasAsked = true;
    this.#request = request;
    const { signal } = request;
    const state = this.#state.get();
    // The first request of a page may have to wait for DNS and TLS.
    const timeout = state.status === 'signed-in' ? REFRESH_TIMEOUT_MS : undefined;
    // Proves that the cookie is ours if the server has rotated it but its response was lost.
    const accessToken = accessTokenOf(state) ?? undefined;
    try {
      return await this.#parts.requestRefresh({ signal, timeout, accessToken });
    } finally {
      this.#request = null;
    }
  }

  #tryToRefresh(): void {
    this.refresh().catch((error: unknown) => {
      log.warn('refreshing the session failed', { failures: this.#failures, error });
      if (this.#state.get().status === 'unknown') {
        this.#state.set({ status: 'unknown', problem: error });
      }
      this.#failures += 1;
      this.#refreshIn(backoff(this.#failures, REFRESH_BACKOFF));
    });
  }

  #refreshIn(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tryToRefresh(), delay);
  }

  #accept({ user, accessToken }: SessionStart<U>, life: TokenLife): void {
    if (accessToken !== accessTokenOf(this.#state.get())) this.#generation += 1;
    this.#failures = 0;
    this.#life = life;
    this.#refreshIn(Math.max(LEAST_WAIT_MS, life.refreshAt - Date.now()));
    this.#parts.hint.write('signed-in');
    this.#state.set({ status: 'signed-in', user, accessToken });
  }

  /** A tab without a session ends nothing in the other tabs. */
  #onRefused(): void {
    if (this.#state.get().status === 'signed-in') this.#endEverywhere('server');
    else this.#end();
  }

  #end(by?: SignedOutBy): void {
    this.#generation += 1;
    this.#hasAsked = true;
    clearTimeout(this.#timer);
    this.#parts.hint.write('signed-out');
    const before = this.#state.get();
    // After a sign-out in another tab, the refusal of the server may arrive before its message.
    const isFirst = before.status === 'signed-in' || before.status === 'unknown';
    const cause = isFirst || by === 'another-tab' ? by : before.by;
    // An equal state would only render pages again.
    if (before.status === 'signed-out' && before.by === cause) return;
    log.info('signed out', { by: cause ?? null });
    this.#state.set({ status: 'signed-out', by: cause });
  }

  #endEverywhere(by: SignedOutBy): void {
    this.#end(by);
    this.#parts.channel.post({ type: 'signed-out', ...(by === 'server' && { by }) });
  }
}

function accessTokenOf<U extends SessionUser>(state: SessionState<U>): string | null {
  return state.status === 'signed-in' ? state.accessToken : null;
}

/** Whether the server answered that there is no such session. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiClientError && error.status === 401;
}
