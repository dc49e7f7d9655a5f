import type { TestApp } from '../../platform/testing/test-app';

/** Where a redirect leads. */
export interface Landing {
  status: number;
  /** Path, query and fragment of the page of Parley. */
  path: string;
  cookies: Record<string, string>;
}

/** A browser that visits the provider: it keeps cookies by origin and follows redirects. */
export class Visitor {
  readonly #cookies = new Map<string, Record<string, string>>();

  constructor(private readonly parley: Pick<TestApp, 'url'>) {}

  /** The cookies of Parley, as the next request sends them. */
  get cookies(): Record<string, string> {
    return this.#cookies.get(this.parley.url) ?? {};
  }

  /** Begins a visit. @returns the address at the provider */
  async start(next?: string, bearer?: string): Promise<URL> {
    const path = bearer === undefined ? '/api/openid/start' : '/api/openid/proof';
    const response = await this.#fetch(new URL(path, this.parley.url), {
      method: 'POST',
      body: JSON.stringify(next === undefined ? {} : { next }),
      headers: {
        'content-type': 'application/json',
        ...(bearer !== undefined && { authorization: bearer }),
      },
    });
    const { url } = (await response.json()) as { url: string };
    return new URL(url);
  }

  /** Signs in at the provider. @returns the callback's address, not yet opened */
  async signInAt(address: URL): Promise<URL> {
    let at = address;
    while (at.origin !== this.parley.url) {
      const response = await this.#fetch(at);
      const location = response.headers.get('location');
      if (location === null) throw new Error(`${response.status} at ${at.href}`);
      at = new URL(location, at);
    }
    return at;
  }

  /** Opens the callback. */
  async land(callback: URL): Promise<Landing> {
    const { status, headers } = await this.#fetch(callback);
    const path = headers.get('location') ?? '';
    return { status, path, cookies: this.cookies };
  }

  /** A whole sign-in. */
  async signIn(next?: string): Promise<Landing> {
    return this.land(await this.signInAt(await this.start(next)));
  }

  async #fetch(url: URL, init: RequestInit = {}) {
    const jar = { ...this.#cookies.get(url.origin) };
    const cookie = Object.entries(jar)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') delete jar[name];
      else jar[name] = value;
    }
    this.#cookies.set(url.origin, jar);
    return response;
  }
}
