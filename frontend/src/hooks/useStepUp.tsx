import { secondFactorEndpoints } from '@parley/shared/second-factor';
import { type ReactNode, useState } from 'react';
import { hasCode } from '../lib/api-client-error';
import { StepUpDialog } from '../ui/StepUpDialog';
import { useDependencies } from './useDependencies';

interface Waiting {
  methods: readonly string[];
  /** @param isProved false if the user has closed the dialog */
  settle: (isProved: boolean) => void;
}

export interface StepUp {
  /**
   * Runs an action. If the server wants a proof of identity first, asks the user and runs the action
   * again.
   * @returns its result, or null if the user does not want to prove who they are
   * @throws what the action throws otherwise
   */
  run<T>(action: () => Promise<T>): Promise<T | null>;
  /** The dialog, to be rendered beside the buttons of the action. */
  dialog: ReactNode;
}

/** Lets a component do actions that require a recent proof of identity. */
export function useStepUp(): StepUp {
  const { api } = useDependencies();
  const [waiting, setWaiting] = useState<Waiting | null>(null);

  const ask = async (): Promise<boolean> => {
    const { secondFactor } = await api.call(secondFactorEndpoints.readSecondFactor, {});
    return new Promise((resolve) => {
      const settle = (isProved: boolean) => {
        setWaiting(null);
        resolve(isProved);
      };
      setWaiting({ methods: secondFactor.proofMethods, settle });
    });
  };

  return {
    async run(action) {
      try {
        return await action();
      } catch (error) {
        if (!hasCode(error, 'STEP_UP_REQUIRED')) throw error;
        return (await ask()) ? action() : null;
      }
    },
    dialog: waiting !== null && (
      <StepUpDialog
        methods={waiting.methods}
        onProved={() => waiting.settle(true)}
        onClose={() => waiting.settle(false)}
      />
    ),
  };
}
