import type { SessionResponse } from '@parley/shared/auth';
import { secondFactorEndpoints, secondStepEndpoints } from '@parley/shared/second-factor';
import type { Request, Response } from 'express';
import type { MountEndpoint } from '../platform/http';
import type { Trace } from '../platform/security-log';
import type { SecondFactor } from './second-factor';
import { type Site, siteOf } from './site';

export interface SecondFactorRoutes extends SecondFactor {
  /** Opens a session for a user who has proved who they are, and sets the refresh cookie. */
  openSession(
    userId: string,
    context: { request: Request; response: Response; trace: Trace },
  ): Promise<SessionResponse>;
  /** The origin of the page that sent a request. @throws {AppError} ORIGIN_FORBIDDEN */
  originOf(request: Request): string;
}

/** Mounts the second step of sign-ins, the factors of the own account, and proofs. */
export function mountSecondFactorRoutes(mount: MountEndpoint, options: SecondFactorRoutes): void {
  mountSecondStep(mount, options);
  mountFactors(mount, options);
}

function mountSecondStep(mount: MountEndpoint, options: SecondFactorRoutes): void {
  const { secondStep, openSession } = options;
  const siteFor = (request: Request): Site => siteOf(options.originOf(request));
  mount(secondStepEndpoints.completeSignIn, async ({ body }, context) => {
    const { request, trace } = context;
    const { challenge, proof } = body;
    const userId = await secondStep.complete(challenge, proof, siteFor(request), trace);
    return openSession(userId, context);
  });
  mount(secondStepEndpoints.secondStepPasskeyOptions, async ({ body }, { request }) => ({
    options: { ...(await secondStep.passkeyOptions(body.challenge, siteFor(request))) },
  }));
  mount(secondStepEndpoints.passkeySignInOptions, async (_input, { request }) => {
    const begun = await secondStep.beginWithPasskey(siteFor(request));
    return { challenge: begun.challenge, options: { ...begun.options } };
  });
  mount(secondStepEndpoints.passkeySignIn, async ({ body }, context) => {
    const { request, trace } = context;
    const site = siteFor(request);
    const { challenge, passkey } = body;
    const userId = await secondStep.completeWithPasskey(challenge, passkey, site, trace);
    return openSession(userId, context);
  });
}

function mountFactors(mount: MountEndpoint, options: SecondFactorRoutes): void {
  const { service, passkeys, stepUp } = options;
  const siteFor = (request: Request): Site => siteOf(options.originOf(request));
  mount(secondFactorEndpoints.readSecondFactor, async (_input, { identity }) => ({
    secondFactor: await service.read(identity.userId),
  }));
  mount(secondFactorEndpoints.startTotp, (_input, { identity }) => service.startTotp(identity));
  mount(secondFactorEndpoints.confirmTotp, ({ body }, { identity, trace }) =>
    service.confirmTotp(identity, body.code, trace),
  );
  mount(secondFactorEndpoints.removeTotp, async (_input, { identity, trace }) => {
    await service.removeTotp(identity, trace);
    return undefined;
  });
  mount(secondFactorEndpoints.renewRecoveryCodes, async (_input, { identity, trace }) => ({
    recoveryCodes: await service.renewRecoveryCodes(identity, trace),
  }));
  mount(secondFactorEndpoints.newPasskeyOptions, async (_input, { identity, request }) => ({
    options: { ...(await passkeys.options(identity, siteFor(request))) },
  }));
  mount(secondFactorEndpoints.addPasskey, ({ body }, { identity, request, trace }) =>
    passkeys.add(identity, body, siteFor(request), trace),
  );
  mount(secondFactorEndpoints.removePasskey, async ({ params }, { identity, trace }) => {
    await passkeys.remove(identity, params.id, trace);
    return undefined;
  });
  mount(secondFactorEndpoints.prove, async ({ body }, { identity, request, trace }) => {
    await stepUp.prove(identity, body.proof, siteFor(request), trace);
    return undefined;
  });
  mount(secondFactorEndpoints.provePasskeyOptions, async (_input, { identity, request }) => ({
    options: { ...(await stepUp.passkeyOptions(identity, siteFor(request))) },
  }));
}
