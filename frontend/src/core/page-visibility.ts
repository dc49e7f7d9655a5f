import type { Scope } from './scope';

/** Whether the user can see this document: not in a background tab or a minimised window. */
export interface PageVisibility {
  readonly isHidden: boolean;
  /** Calls `listener` each time the document becomes visible, until the scope closes. */
  onShown(scope: Scope, listener: () => void): void;
}

/** The visibility of this document (HTML, section 6.2). Without a document it is always visible. */
export const pageVisibility: PageVisibility = {
  get isHidden() {
    return typeof document !== 'undefined' && document.visibilityState === 'hidden';
  },
  onShown(scope, listener) {
    if (typeof document === 'undefined') return;
    scope.listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'visible') listener();
    });
  },
};
