import { Component, type ReactNode } from 'react';
import { CrashPage } from './CrashPage';

interface CrashBoundaryState {
  failure: { error: unknown } | null;
}

/** The last resort, around everything. */
export class CrashBoundary extends Component<{ children: ReactNode }, CrashBoundaryState> {
  override state: CrashBoundaryState = { failure: null };

  static getDerivedStateFromError(error: unknown): CrashBoundaryState {
    return { failure: { error } };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === null ? this.props.children : <CrashPage error={failure.error} />;
  }
}
