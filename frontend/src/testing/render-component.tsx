import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import {
  act,
  cleanup,
  configure,
  fireEvent,
  render,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, vi } from 'vitest';
import { Providers } from '../app/providers';
import { createQueryClient } from '../app/query-client';
import type { FakeCall } from '../call/testing/fake-call';
import { CallContext } from '../hooks/useCall';
import type { ApiClient } from '../lib/api-client';
import { Session } from '../lib/session';

/**
 * Keeps style sheets out of the document. Otherwise each query by role has jsdom match every rule
 * with every element, which takes most of the time of a test. What an inline style or an attribute
 * hides is still hidden.
 */
const styles = createCache({ key: 'test', container: document.createElement('div') });

/** The size of every element: jsdom has no layout. In CSS pixels. */
const WINDOW = { width: 1280, height: 720 };

// Bounds for a busy machine; no test waits for them.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

/** Media queries of the window that match. */
let matchingMedia: readonly string[] = [];

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', FakeObserver);
  vi.stubGlobal('IntersectionObserver', FakeObserver);
  vi.stubGlobal('matchMedia', (media: string) => ({
    media,
    matches: matchingMedia.some((part) => media.includes(part)),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    // MUI still uses these deprecated names.
    addListener: () => undefined,
    removeListener: () => undefined,
  }));
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(WINDOW.width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(WINDOW.height);
});

afterEach(() => {
  cleanup();
  matchingMedia = [];
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  localStorage.clear();
  sessionStorage.clear();
});

class FakeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

interface RenderOptions {
  /** The call around the component; none by default. */
  call?: FakeCall;
  /** Answers the requests of the component; by default every request waits for ever. */
  api?: ApiClient['call'];
  /** Parts of media queries that match, such as `hover: hover`; none by default. */
  media?: readonly string[];
}

interface Rendered {
  user: UserEvent;
  session: Session;
  /** Changes what the component depends on and renders it again. */
  change(run: () => void): void;
}

/** Renders a component as the app does: with its providers, signed in as Me, at the path `/`. */
export function renderComponent(component: ReactNode, options: RenderOptions = {}): Rendered {
  const { call, api = () => new Promise<never>(() => undefined), media = [] } = options;
  matchingMedia = media;
  const session = signedInSession();
  const guestOf = (): never => {
    throw new Error('this component has no guest');
  };
  const content = call ? <CallContext value={call.session}>{component}</CallContext> : component;
  const user = userEvent.setup({ delay: null });
  render(
    <MemoryRouter>
      <Providers
        dependencies={{ session, api: { call: api }, guestOf }}
        queryClient={createQueryClient()}
      >
        <CacheProvider value={styles}>{content}</CacheProvider>
      </Providers>
    </MemoryRouter>,
  );
  return { user, session, change: (run) => act(run) };
}

function signedInSession(): Session {
  const never = () => new Promise<never>(() => undefined);
  const session = new Session({
    requestRefresh: never,
    requestLogout: never,
    runAlone: (task) => task(),
    channel: { listen: () => undefined, post: () => undefined },
    hint: { read: () => 'signed-in', write: () => undefined },
  });
  session.signIn({
    user: { id: 'f'.repeat(24), email: 'me@example.org', displayName: 'Me' },
    accessToken: 'header.payload.signature',
  });
  return session;
}

export { act, fireEvent, screen, waitFor, within };
