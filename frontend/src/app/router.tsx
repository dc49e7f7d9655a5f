import { createBrowserRouter, type RouteObject, useParams } from 'react-router';
import { NotFoundPage } from '../ui/NotFoundPage';
import { PageSkeleton } from '../ui/PageSkeleton';
import { AppLayout } from './AppLayout';
import { HomePage } from './HomePage';
import { RequireSession, RequireSessionForCall } from './RequireSession';
import { Root } from './Root';
import { RouteCrash } from './RouteCrash';
import { RequireVisitor } from './RequireVisitor';

/** A fresh page for each room: nothing of one call may live on in the next. */
const keyedByCode = (Page: () => React.ReactNode) =>
  function KeyedPage() {
    const { code } = useParams();
    return <Page key={code} />;
  };

/**
 * Both come together: who goes from one form to the other and types on at once must not type into
 * the form that is about to vanish.
 */
const visitorPages = () =>
  Promise.all([import('../features/auth/LoginPage'), import('../features/auth/RegisterPage')]);

const visitorRoutes: RouteObject[] = [
  {
    path: 'login',
    lazy: async () => ({ Component: (await visitorPages())[0].LoginPage }),
  },
  {
    path: 'register',
    lazy: async () => ({ Component: (await visitorPages())[1].RegisterPage }),
  },
];

const recordRoutes: RouteObject[] = [
  {
    path: 'history',
    lazy: async () => ({
      Component: (await import('../features/history/HistoryPage')).HistoryPage,
    }),
  },
  {
    path: 'history/:id',
    lazy: async () => ({
      Component: (await import('../features/history/MeetingPage')).MeetingPage,
    }),
  },
];

const checkRoute: RouteObject = {
  path: 'check',
  lazy: async () => ({ Component: (await import('../features/check/CheckPage')).CheckPage }),
};

const callRoute: RouteObject = {
  path: 'r/:code',
  lazy: async () => ({ Component: keyedByCode((await import('./CallPage')).CallPage) }),
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
          { Component: RequireVisitor, children: visitorRoutes },
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

export function createRouter() {
  return createBrowserRouter(routes);
}
