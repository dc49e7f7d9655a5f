import type { FactorProof } from '@parley/shared/second-factor';
import { openidEndpoints } from '@parley/shared/openid';
import { secondStepEndpoints } from '@parley/shared/second-factor';
import { useMutation } from '@tanstack/react-query';
import { useSnackbar } from 'notistack';
import { useDependencies } from '../../hooks/useDependencies';
import { errorMessage } from '../../lib/error-messages';
import { provePasskey } from '../../lib/passkeys';
import { useSignIn } from './auth-api';

/** The second step of a sign-in. */
export function useSecondStep(challenge: string) {
  const { api } = useDependencies();
  const signIn = useSignIn();
  return {
    passkeyOptions: async () => {
      const { secondStepPasskeyOptions } = secondStepEndpoints;
      return (await api.call(secondStepPasskeyOptions, { body: { challenge } })).options;
    },
    complete: async (proof: FactorProof) => {
      signIn(await api.call(secondStepEndpoints.completeSignIn, { body: { challenge, proof } }));
    },
  };
}

/** Signs in with a passkey alone. */
export function usePasskeySignIn() {
  const { api } = useDependencies();
  const signIn = useSignIn();
  return useMutation({
    mutationFn: async () => {
      const begun = await api.call(secondStepEndpoints.passkeySignInOptions, {});
      const passkey = await provePasskey(begun.options);
      const { challenge } = begun;
      return api.call(secondStepEndpoints.passkeySignIn, { body: { challenge, passkey } });
    },
    onSuccess: signIn,
  });
}

/** Connects the identity of the provider that waits, after its user has signed in to the account. */
export function useLinkProvider() {
  const { api } = useDependencies();
  const { enqueueSnackbar } = useSnackbar();
  return () =>
    api.call(openidEndpoints.linkOpenid, {}).then(
      () => enqueueSnackbar('Connected. Next time you can sign in either way.'),
      (error: unknown) =>
        enqueueSnackbar(`You are signed in, but not connected. ${errorMessage(error)}`, {
          variant: 'warning',
        }),
    );
}

/** Goes on with a new account for the identity that waits. */
export function useCreateProviderAccount() {
  const { api } = useDependencies();
  const signIn = useSignIn();
  return useMutation({
    mutationFn: () => api.call(openidEndpoints.createOpenidAccount, {}),
    onSuccess: signIn,
  });
}
