import type { Scope } from './scope';

/** Whether somebody can see this page: a tab in the background, or a window that is minimised. */
export interface PageVisibility {
  readonly isHidden: boolean;
  /** Calls `listener` when the page can be seen again, until the scope is closed. */
  onShown(scope: Scope, listener: () => void): void;
}

/** Of this page (HTML 6.2, page visibility); where there is none, as in tests, it is always seen. */
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
