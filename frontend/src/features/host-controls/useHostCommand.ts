import type { CommandInput } from '@parley/shared/socket-events';
import { enqueueSnackbar } from 'notistack';
import { useCallback } from 'react';
import { toCallError } from '../../call/session/call-error';
import type { HostCommandName } from '../../call/session/call-hosting';
import { useCall } from '../../hooks/useCall';
import { ApiClientError } from '../../lib/api-client-error';
import { errorMessage } from '../../lib/error-messages';

/** Sends a command of a host; resolves with whether it succeeded. A failure shows a notice. */
export type RunHostCommand = <C extends HostCommandName>(
  command: C,
  payload: CommandInput<C>,
) => Promise<boolean>;

/** Returns the function that sends commands of a host. */
export function useHostCommand(): RunHostCommand {
  const call = useCall();
  return useCallback(
    async (command, payload) => {
      try {
        await call.hosting.request(command, payload);
        return true;
      } catch (error) {
        enqueueSnackbar(failureWords(error), { variant: 'error' });
        return false;
      }
    },
    [call],
  );
}

function failureWords(error: unknown): string {
  const { code, message, retryAfter } = toCallError(error);
  if (code === 'NOT_FOUND') return 'That person is not in the meeting any more.';
  return errorMessage(new ApiClientError({ code, message, retryAfter }));
}
