import Box from '@mui/material/Box';
import { Suspense } from 'react';
import { Outlet } from 'react-router';
import { useUser } from '../hooks/useSession';
import { mayHaveBeenGuest } from '../lib/guest-name';
import { lazyPage } from '../lib/lazy-part';
import { AppHeader } from '../ui/AppHeader';
import { CookieNotice } from '../ui/CookieNotice';
import { PageSkeleton } from '../ui/PageSkeleton';
import { useAccountNews } from './useAccountNews';

const AccountMenu = lazyPage(
  async () => (await import('../features/account/AccountMenu')).AccountMenu,
);

const ClosingAccount = lazyPage(
  async () => (await import('../features/account/ClosingAccount')).ClosingAccount,
);

const KnockWatch = lazyPage(async () => (await import('../features/entry/KnockWatch')).KnockWatch);
const ClaimOffer = lazyPage(async () => (await import('../features/guests/ClaimOffer')).ClaimOffer);

/** Header, skip link and main landmark of every page outside a call. */
export function AppLayout() {
  const user = useUser();
  useAccountNews();
  return (
    <Box sx={{ minHeight: '100dvh', display: 'flex', flexDirection: 'column' }}>
      <AppHeader hasHistory={user !== null}>
        <Suspense>{user !== null && <AccountMenu user={user} />}</Suspense>
      </AppHeader>
      <Box
        component="main"
        id="main"
        tabIndex={-1}
        sx={{
          flexGrow: 1,
          width: '100%',
          maxWidth: 1088,
          marginInline: 'auto',
          paddingInline: { xs: 2, sm: 3 },
          paddingBlock: { xs: 3, sm: 5 },
          display: 'flex',
          flexDirection: 'column',
        }}
      >
        <CookieNotice />
        <Suspense>{user !== null && <KnockWatch key={user.id} />}</Suspense>
        {user?.deletesAt === undefined ? (
          <Outlet />
        ) : (
          <Suspense fallback={<PageSkeleton />}>
            <ClosingAccount deletesAt={user.deletesAt} />
          </Suspense>
        )}
      </Box>
      <Suspense>
        {user?.deletesAt === undefined && user !== null && mayHaveBeenGuest() && (
          <ClaimOffer key={user.id} />
        )}
      </Suspense>
    </Box>
  );
}
