import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** A user of the provider. `sub` is its name there, which never changes. */
export interface ProviderUser {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export const CLIENT_ID = 'parley';
export const CLIENT_SECRET = 'a secret that only these tests know';

/** A real provider of OpenID Connect on a free port. It signs users in without asking them. */
export class TestOpenidProvider {
  /** The user of the next sign-in; nobody refuses. */
  user: ProviderUser | null = null;
  readonly #users = new Map<string, ProviderUser>();

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  /** @param redirectUri the callback of Parley */
  static async start(redirectUri: () => string): Promise<TestOpenidProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const test = new TestOpenidProvider(server, `http://127.0.0.1:${port}`);
    let provider: Provider | undefined;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      // The address of Parley is known only after its start, which needs the issuer.
      provider ??= test.#createProvider(redirectUri());
      if (!(request.url ?? '').startsWith('/interaction/')) {
        void provider.callback()(request, response);
        return;
      }
      void test.#signIn(provider, request, response);
    });
    return test;
  }

  /** The environment of a server that uses this provider. */
  get env(): Record<string, string> {
    return {
      OIDC_ISSUER: this.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
      OIDC_NAME: 'Example',
    };
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  #createProvider(redirectUri: string): Provider {
    return new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [redirectUri],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: { email: ['email', 'email_verified'], profile: ['name'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      cookies: { keys: ['cookies of the test provider'] },
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: () => ({ ...this.#users.get(sub), sub }),
      }),
      // Parley belongs to the same organisation, so the provider asks for no consent.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client?.clientId ?? '',
          accountId: oidc.session?.accountId ?? '',
        });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
  }

  async #signIn(provider: Provider, request: IncomingMessage, response: ServerResponse) {
    const result =
      this.user === null
        ? { error: 'access_denied', error_description: 'The user refused' }
        : { login: { accountId: this.user.sub } };
    if (this.user !== null) this.#users.set(this.user.sub, this.user);
    await provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  }
}
