import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useUser } from '../../hooks/useSession';
import { ApiKeysSection } from './ApiKeysSection';
import { CalendarSection } from './CalendarSection';
import { DataSection } from './DataSection';
import { EmailSection } from './EmailSection';
import { PasswordSection } from './PasswordSection';
import { ProfileSection } from './ProfileSection';
import { SecondFactorSection } from './SecondFactorSection';
import { SessionsSection } from './SessionsSection';
import { WebhooksSection } from './WebhooksSection';

/** `/settings`: the user's account. */
export function SettingsPage() {
  useDocumentTitle('Settings');
  const user = useUser();
  // The router shows this page only to a signed-in user; signing out renders it once without one.
  if (user === null) return null;
  return (
    <Box sx={{ width: '100%', maxWidth: 800, marginInline: 'auto' }}>
      <Typography variant="h1" sx={{ marginBottom: 3 }}>
        Settings
      </Typography>
      <ProfileSection user={user} />
      <PasswordSection user={user} />
      <EmailSection user={user} />
      <SecondFactorSection user={user} />
      <SessionsSection />
      <CalendarSection />
      <ApiKeysSection />
      <WebhooksSection />
      <DataSection user={user} />
    </Box>
  );
}
