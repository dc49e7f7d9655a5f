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

/** A fresh page for each room: nothing of one call may live on in the next. */
const keyedByCode = (Page: () => React.ReactNode) =>
  function KeyedPage() {
    const { code } = useParams();
    return <Page key={code} />;
  };

/** What the router asks for when somebody goes there for the first time. */
const page = (load: () => Promise<ComponentType>) => async () => ({
  Component: await loadPage(load),
});

/**
 * Both come together: who goes from one form to the other and types on at once must not type into
 * the form that is about to vanish.
 */
const visitorPages = () =>
  Promise.all([import('../features/auth/LoginPage'), import('../features/auth/RegisterPage')]);

const visitorRoutes: RouteObject[] = [
  { path: 'login', lazy: page(async () => (await visitorPages())[0].LoginPage) },
  { path: 'register', lazy: page(async () => (await visitorPages())[1].RegisterPage) },
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
          { Component: RequireSignedOut, children: visitorRoutes },
          { Component: RequireSession, children: recordRoutes },
          checkRoute,
          { path: '*', Component: NotFoundPage },
        ],
      },
      // The call has the whole window, without the header of the other pages.
      { Component: RequireSessionForCall, children: [callRoute] },
    ],
  },
];

export const createRouter = () => createBrowserRouter(routes);

/** For rendering a page where there is no browser. */
export const createRouterAt = (path: string) =>
  createMemoryRouter(routes, { initialEntries: [path] });
