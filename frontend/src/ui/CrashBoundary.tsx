import { Component, type ReactNode } from 'react';
import { createLog } from '../core/log';
import { CrashPage } from './CrashPage';

const log = createLog('app');

interface CrashBoundaryState {
  failure: { error: unknown } | null;
}

/** Shows the crash page in place of everything if an error reaches the root. */
export class CrashBoundary extends Component<{ children: ReactNode }, CrashBoundaryState> {
  override state: CrashBoundaryState = { failure: null };

  static getDerivedStateFromError(error: unknown): CrashBoundaryState {
    return { failure: { error } };
  }

  override componentDidCatch(error: unknown): void {
    log.error('the app failed to render', { error });
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === null ? this.props.children : <CrashPage error={failure.error} />;
  }
}
