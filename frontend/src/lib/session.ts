import type { SessionResponse, User } from '@parley/shared/auth';
import { backoff, type BackoffPolicy } from '../core/backoff';
import { createValue, type ReadonlyValue } from '../core/value';
import type { AccessTokens } from './api-client';
import { ApiClientError } from './api-client-error';
import type { RequestOptions } from './http';
import type { RunAlone, SessionChannel } from './session-channel';
import type { SessionHint } from './session-hint';
import { type TokenLife, tokenLife } from './token-life';

/**
 * `unknown` lasts until the server has said who this is; `problem` is why that takes longer than
 * one request.
 */
export type SessionState =
  | { status: 'unknown'; problem?: unknown }
  | { status: 'signed-out'; by?: SignedOutBy }
  | { status: 'signed-in'; user: User; accessToken: string };

/** Who ended the session; unknown where nobody was signed in. */
export type SignedOutBy = 'this-tab' | 'another-tab' | 'server';

export interface SessionParts {
  requestRefresh(options: RequestOptions): Promise<SessionResponse>;
  requestLogout(): Promise<void>;
  runAlone: RunAlone;
  channel: SessionChannel;
  hint: SessionHint;
}

/** Keeps tokens of a very short life from turning into a flood of requests. */
const LEAST_WAIT_MS = 5_000;
/** A token with less left may run out on its way; with more it is used while the next is fetched. */
const LEAST_LIFE_MS = 30_000;
/** The way to the server is known by then; its sockets wait five seconds for a token. */
const RENEWAL_TIMEOUT_MS = 4_000;
const REFRESH_BACKOFF: BackoffPolicy = { firstMs: 1_000, longestMs: 30_000 };

/**
 * Who is signed in, in this tab. The access token lives here and nowhere else; the refresh cookie
 * is out of reach of scripts. All tabs of a browser share one session and tell each other.
 */
export class Session implements AccessTokens {
  readonly #parts: SessionParts;
  readonly #state = createValue<SessionState>({ status: 'unknown' });
  readonly #lacksCookie = createValue(false);
  #life: TokenLife = { refreshAt: 0, expiresAt: 0 };
  /** Grows with each new token and each sign-out, so that an answer to an older question shows. */
  #generation = 0;
  #refreshing: Promise<SessionState> | null = null;
  /** The request that is under way; its abort begins it anew. */
  #request: AbortController | null = null;
  #hasAsked = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    parts.channel.listen((news) => {
      if (news.type === 'signed-in') this.#accept(news.response, news.life);
      else this.#end(news.by ?? 'another-tab');
    });
  }

  get state(): ReadonlyValue<SessionState> {
    return this.#state;
  }

  /** The browser did not keep the cookie of the last sign-in: a reload ends the session. */
  get lacksCookie(): ReadonlyValue<boolean> {
    return this.#lacksCookie;
  }

  /**
   * Finds out who this is. A browser that remembers that nobody is signed in is not asked about; one
   * that can remember nothing is.
   */
  start(): void {
    const hint = this.#parts.hint.read();
    this.#lacksCookie.set(hint === 'no-cookie');
    if (hint === 'signed-in' || hint === 'no-cookie' || hint === 'blocked') this.#tryToRefresh();
    else this.#state.set({ status: 'signed-out' });
  }

  /** The server has seen that this browser has no refresh cookie, so it need not be asked. */
  noteNoCookie(): void {
    this.#hasAsked = true;
  }

  /** Whether `signed-out` is known, and not only assumed for want of a hint. */
  get isSure(): boolean {
    return this.#hasAsked || this.#parts.hint.read() === 'signed-out';
  }

  /** Whether this browser remembers being signed in, so that the server will most likely agree. */
  get isExpected(): boolean {
    return this.#parts.hint.read() === 'signed-in';
  }

  /**
   * To be called where only signed-in people may go: asks the server once in the case where this
   * browser does not know whether it is signed in (its storage was cleared, or is blocked).
   */
  makeSure(): void {
    if (this.isSure || this.#state.get().status !== 'signed-out') return;
    this.#state.set({ status: 'unknown' });
    this.#tryToRefresh();
  }

  /**
   * Asks the server once where `signed-out` is only assumed, without making anybody wait: some
   * browsers clear storage after a week and keep the cookie.
   */
  askQuietly(): void {
    if (this.isSure || this.#state.get().status !== 'signed-out') return;
    this.refresh().catch(() => {
      this.#hasAsked = false;
    });
  }

  /**
   * To be called after signing in: whether the browser has kept the cookie shows only when it is
   * used. The session goes on without it until the page is reloaded or the token runs out.
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
        if (!isRefusal(error) || generation !== this.#generation) return;
        this.#lacksCookie.set(true);
        this.#parts.hint.write('no-cookie');
      }
    });
  }

  /** Takes over the answer to signing in or registering. */
  signIn(response: SessionResponse): void {
    const life = tokenLife(response.accessToken, Date.now());
    this.#accept(response, life);
    this.#parts.channel.tell({ type: 'signed-in', response, life });
  }

  /** Takes over a changed account, such as a new display name. */
  updateUser(user: User): void {
    const state = this.#state.get();
    if (state.status !== 'signed-in') return;
    const response = { user, accessToken: state.accessToken };
    this.#accept(response, this.#life);
    this.#parts.channel.tell({ type: 'signed-in', response, life: this.#life });
  }

  /**
   * Signs out in all tabs.
   *
   * @throws ApiClientError if the server could not be told; then nothing has changed.
   */
  async signOut(): Promise<void> {
    await this.#parts.runAlone(async () => {
      try {
        await this.#parts.requestLogout();
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
      this.#endEverywhere('this-tab');
    });
  }

  /**
   * Exchanges the refresh cookie for a new access token. However many ask at once, one request is
   * made, in one of the tabs.
   *
   * @throws ApiClientError if there was no answer; a session that has ended is no error.
   */
  refresh(): Promise<SessionState> {
    this.#refreshing ??= this.#refreshAlone().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async getFreshAccessToken(): Promise<string | null> {
    const state = this.#state.get();
    if (state.status === 'signed-out') return null;
    if (state.status === 'signed-in') {
      if (Date.now() < this.#life.refreshAt) return state.accessToken;
      if (Date.now() < this.#life.expiresAt - LEAST_LIFE_MS) {
        // Not waited for, as the answer may be long in coming; the timer tries again if it fails.
        this.refresh().catch(() => {});
        return state.accessToken;
      }
    }
    try {
      return accessTokenOf(await this.refresh());
    } catch (error) {
      if (state.status === 'signed-in' && Date.now() < this.#life.expiresAt) {
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
   * For moments when waiting may be over: the network is back, the tab is looked at again. A request
   * from before is given up for a new one, which whoever waits for the old one gets the answer of.
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

  async #refreshAlone(): Promise<SessionState> {
    const generation = this.#generation;
    return this.#parts.runAlone(async () => {
      for (;;) {
        // While this tab waited for its turn another one may have done the work.
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
          if (generation === this.#generation) this.#onRefused();
          return this.#state.get();
        }
      }
    });
  }

  async #requestRefresh(request: AbortController): Promise<SessionResponse> {
    this.#hasAsked = true;
    this.#request = request;
    const { signal } = request;
    // A page that has just been opened may still be looking for its way to the server.
    const state = this.#state.get();
    const timeout = state.status === 'signed-in' ? RENEWAL_TIMEOUT_MS : undefined;
    // Shows that the cookie is ours, should the server have exchanged it and its answer be lost.
    const accessToken = accessTokenOf(state) ?? undefined;
    try {
      return await this.#parts.requestRefresh({ signal, timeout, accessToken });
    } finally {
      this.#request = null;
    }
  }

  #tryToRefresh(): void {
    this.refresh().catch((error: unknown) => {
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

  #accept({ user, accessToken }: SessionResponse, life: TokenLife): void {
    if (accessToken !== accessTokenOf(this.#state.get())) this.#generation += 1;
    this.#failures = 0;
    this.#life = life;
    this.#refreshIn(Math.max(LEAST_WAIT_MS, life.refreshAt - Date.now()));
    this.#parts.hint.write('signed-in');
    this.#state.set({ status: 'signed-in', user, accessToken });
  }

  /** A tab in which nobody was signed in yet has nothing to tell the others. */
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
    // Another tab that signs out is heard of through the server as well, at times before it says so.
    const isNews = before.status === 'signed-in' || before.status === 'unknown';
    const whose = isNews || by === 'another-tab' ? by : before.by;
    // Pages are not rendered again to say what they say.
    if (before.status === 'signed-out' && before.by === whose) return;
    this.#state.set({ status: 'signed-out', by: whose });
  }

  #endEverywhere(by: SignedOutBy): void {
    this.#end(by);
    this.#parts.channel.tell({ type: 'signed-out', ...(by === 'server' && { by }) });
  }
}

function accessTokenOf(state: SessionState): string | null {
  return state.status === 'signed-in' ? state.accessToken : null;
}

/** The server knows of no such session, as opposed to: the server could not be asked. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiClientError && error.status === 401;
}
