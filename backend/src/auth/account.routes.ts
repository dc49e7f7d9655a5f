import { accountEndpoints, type AccountLink } from '@parley/shared/account';
import type { MountEndpoint } from '../platform/http';
import type { AccountService } from './account.service';
import type { AccountLinks } from './account-links';
import type { AuthService } from './auth.service';
import type { PasswordReset } from './password-reset';
import { clearRegistrationCookie, readRegistrationCookie } from './refresh-cookie';
import type { Registration } from './registration';
import { callerOf, startSession } from './session-start';

export interface AccountRoutesOptions {
  auth: AuthService;
  account: AccountService;
  links: AccountLinks;
  registration: Registration;
  passwordReset: PasswordReset;
  /** Whether the server sends email. */
  hasMail: boolean;
}

/** Mounts the account's password and email address, and the links that the server sends. */
export function mountAccountRoutes(mount: MountEndpoint, options: AccountRoutesOptions): void {
  const { auth, account, links, registration, passwordReset } = options;

  mount(accountEndpoints.readAuthOptions, () => ({ mail: options.hasMail }));

  mount(accountEndpoints.readAccountLink, async ({ body }, { request }) => {
    const link = await links.read(body.token);
    const kind = link.kind as AccountLink['kind'];
    const isOwn = registration.isOwn(link, readRegistrationCookie(request));
    return {
      link: { kind, email: link.email, ...(kind === 'registration' && { needsPassword: !isOwn }) },
    };
  });

  mount(accountEndpoints.completeRegistration, async ({ body }, context) => {
    const { token, password } = body;
    const secret = readRegistrationCookie(context.request);
    const proof = { secret, password };
    const session = await auth.completeRegistration(token, proof, callerOf(context));
    const answer = await startSession(auth, session, context);
    clearRegistrationCookie(context.request, context.response);
    return answer;
  });

  mount(accountEndpoints.requestPasswordReset, async ({ body }, { trace }) => {
    await passwordReset.request(body.email, trace);
    return undefined;
  });

  mount(accountEndpoints.resetPassword, async ({ body }, { trace }) => {
    await passwordReset.complete(body.token, body.password, trace);
    return undefined;
  });

  mount(accountEndpoints.verifyEmail, async ({ body }, { trace }) => ({
    email: await account.verifyEmail(body.token, trace),
  }));

  mount(accountEndpoints.changePassword, async ({ body }, { identity, trace }) => {
    const input = { current: body.currentPassword, next: body.newPassword };
    await account.changePassword(identity, input, trace);
    return undefined;
  });

  mount(accountEndpoints.changeEmail, async ({ body }, { identity, trace }) =>
    account.changeEmail(identity, { email: body.email, password: body.password }, trace),
  );

  mount(accountEndpoints.sendVerification, async (_input, { identity }) => {
    await account.sendVerification(identity.userId);
    return undefined;
  });
}
