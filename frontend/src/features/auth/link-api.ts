import { accountEndpoints } from '@parley/shared/account';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { createLog } from '../../core/log';
import { useDependencies } from '../../hooks/useDependencies';
import type { Session } from '../../lib/session';
import { useSignIn } from './auth-api';

const log = createLog('session');

/** The token of a link that an email contains. It is in the fragment, which reaches no server. */
export function useLinkToken(): string {
  const { hash } = useLocation();
  // Kept, because a link to another part of the page would change the fragment.
  return useState(hash.slice(1))[0];
}

/** What the link is for. */
export function useAccountLink(token: string) {
  const { api } = useDependencies();
  return useQuery({
    queryKey: ['account-link', token],
    queryFn: async ({ signal }) =>
      (await api.call(accountEndpoints.readAccountLink, { body: { token } }, { signal })).link,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export function useRequestReset() {
  const { api } = useDependencies();
  return useMutation({
    mutationFn: (body: { email: string }) =>
      api.call(accountEndpoints.requestPasswordReset, { body }),
  });
}

export function useResetPassword() {
  const { api, session } = useDependencies();
  return useMutation({
    mutationFn: (body: { token: string; password: string }) =>
      api.call(accountEndpoints.resetPassword, { body }),
    // It has ended the session of this browser, if that was signed in with the account.
    onSuccess: () => readAgain(session),
  });
}

/** Creates the account of a registration link and signs in with it. */
export function useCompleteRegistration() {
  const { api } = useDependencies();
  const signIn = useSignIn();
  return useMutation({
    mutationFn: (body: { token: string; password?: string }) =>
      api.call(accountEndpoints.completeRegistration, { body }),
    onSuccess: signIn,
  });
}

export function useVerifyEmail() {
  const { api, session } = useDependencies();
  return useMutation({
    mutationFn: (token: string) => api.call(accountEndpoints.verifyEmail, { body: { token } }),
    // The account of this tab may be the one whose address has changed.
    onSuccess: () => readAgain(session),
  });
}

/** Asks the server for the account of a signed-in browser. */
async function readAgain(session: Session): Promise<void> {
  if (session.state.get().status !== 'signed-in') return;
  await session.refresh().catch((error: unknown) => {
    log.info('the account could not be read again', { error });
  });
}
