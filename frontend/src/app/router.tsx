import type { ComponentType } from 'react';
import { createBrowserRouter, createMemoryRouter, type RouteObject, useParams } from 'react-router';
import { loadPage } from '../lib/lazy-part';
import { NotFoundPage } from '../ui/NotFoundPage';
import { PageSkeleton } from '../ui/PageSkeleton';
import { AppLayout } from './AppLayout';
import { HomePage } from './HomePage';
import { RequireSession, RequireSessionForCall } from './RequireSession';
import { Root } from './Root';
import { RouteCrash } from './RouteCrash';
import { RequireSignedOut } from './RequireSignedOut';

/** Makes a page remount for another room, so that no state of one call reaches the next. */
const keyedByCode = (Page: () => React.ReactNode) =>
  function KeyedPage() {
    const { code } = useParams();
    return <Page key={code} />;
  };

/** A route whose code loads at the first visit. */
const page = (load: () => Promise<ComponentType>) => async () => ({
  Component: await loadPage(load),
});

/**
 * Loads the forms together. A user who goes from one to the other and types on must not type into
 * the form that is about to disappear.
 */
const signedOutPages = () =>
  Promise.all([import('../features/auth/LoginPage'), import('../features/auth/RegisterPage')]);

const signedOutRoutes: RouteObject[] = [
  { path: 'login', lazy: page(async () => (await signedOutPages())[0].LoginPage) },
  { path: 'register', lazy: page(async () => (await signedOutPages())[1].RegisterPage) },
  {
    path: 'forgot-password',
    lazy: page(
      async () => (await import('../features/auth/ForgotPasswordPage')).ForgotPasswordPage,
    ),
  },
];

const recordRoutes: RouteObject[] = [
  {
    path: 'history',
    lazy: page(async () => (await import('../features/history/HistoryPage')).HistoryPage),
  },
  {
    path: 'history/:id',
    lazy: page(async () => (await import('../features/history/MeetingPage')).MeetingPage),
  },
];

const sharedRoute: RouteObject = {
  path: 'shared',
  lazy: page(async () => (await import('../features/history/SharedPage')).SharedPage),
};

const accountLinkRoutes: RouteObject[] = [
  {
    path: 'reset-password',
    lazy: page(async () => (await import('../features/auth/ResetPasswordPage')).ResetPasswordPage),
  },
  {
    path: 'confirm',
    lazy: page(async () => (await import('../features/auth/ConfirmPage')).ConfirmPage),
  },
];

const settingsRoute: RouteObject = {
  path: 'settings',
  lazy: page(async () => (await import('../features/settings/SettingsPage')).SettingsPage),
};

const checkRoute: RouteObject = {
  path: 'check',
  lazy: page(async () => (await import('../features/check/CheckPage')).CheckPage),
};

const callRoute: RouteObject = {
  path: 'r/:code',
  lazy: page(async () => keyedByCode((await import('./CallPage')).CallPage)),
};

const routes: RouteObject[] = [
  {
    Component: Root,
    ErrorBoundary: RouteCrash,
    HydrateFallback: PageSkeleton,
    children: [
      {
        Component: AppLayout,
        ErrorBoundary: RouteCrash,
        children: [
          { index: true, Component: HomePage },
          { Component: RequireSignedOut, children: signedOutRoutes },
          { Component: RequireSession, children: [...recordRoutes, settingsRoute] },
          checkRoute,
          sharedRoute,
          ...accountLinkRoutes,
          { path: '*', Component: NotFoundPage },
        ],
      },
      // The call takes the whole window, without the header of the other pages.
      { Component: RequireSessionForCall, children: [callRoute] },
    ],
  },
];

export const createRouter = () => createBrowserRouter(routes);

/** A router for prerendering the page at `path`. */
export const createRouterAt = (path: string) =>
  createMemoryRouter(routes, { initialEntries: [path] });
