import { secondFactorEndpoints } from '@parley/shared/second-factor';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';
import { createPasskey } from '../../lib/passkeys';

const KEY = ['second-factor'] as const;

/** The second factors of the user. */
export function useSecondFactor() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await api.call(secondFactorEndpoints.readSecondFactor, {})).secondFactor,
  });
}

/** The changes of second factors. Each may be refused with STEP_UP_REQUIRED. */
export function useFactorChanges() {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  const { startTotp, confirmTotp, removeTotp, renewRecoveryCodes } = secondFactorEndpoints;
  const { newPasskeyOptions, addPasskey, removePasskey } = secondFactorEndpoints;
  const after = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change;
    await queryClient.invalidateQueries({ queryKey: KEY });
    return result;
  };
  return {
    startTotp: () => api.call(startTotp, {}),
    confirmTotp: (code: string) => after(api.call(confirmTotp, { body: { code } })),
    removeTotp: () => after(api.call(removeTotp, {})),
    renewRecoveryCodes: () => after(api.call(renewRecoveryCodes, {})),
    addPasskey: async (name: string) => {
      const { options } = await api.call(newPasskeyOptions, {});
      const passkey = await createPasskey(options);
      return after(api.call(addPasskey, { body: { name, passkey } }));
    },
    removePasskey: (id: string) => after(api.call(removePasskey, { params: { id } })),
  };
}
