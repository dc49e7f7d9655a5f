import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import type { CalendarFeed } from '@parley/shared/calendar';
import { useSnackbar } from 'notistack';
import { useState } from 'react';
import { useStepUp } from '../../hooks/useStepUp';
import { errorMessage } from '../../lib/error-messages';
import { formatAgo, formatDateTime } from '../../lib/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { LoadError } from '../../ui/LoadError';
import { RowsSkeleton } from '../../ui/Row';
import { useCalendarFeed, useCreateCalendarFeed, useRemoveCalendarFeed } from './integrations-api';
import { NewSecretDialog } from './NewSecretDialog';
import { SecretText } from './SecretText';
import { SettingsSection } from './SettingsSection';

/** The secret address at which calendar programs read past meetings. */
export function CalendarSection() {
  return (
    <SettingsSection
      title="Calendar"
      hint="Your past meetings in your calendar, each with a link to its record."
    >
      <Feed />
    </SettingsSection>
  );
}

function Feed() {
  const feed = useCalendarFeed();
  if (feed.isPending) return <RowsSkeleton rows={1} label="your calendar" />;
  if (feed.data === undefined) {
    return <LoadError error={feed.error} onRetry={() => void feed.refetch()} />;
  }
  return <FeedControls feed={feed.data} />;
}

function FeedControls({ feed }: { feed: CalendarFeed | null }) {
  const [asking, setAsking] = useState<'renew' | 'remove' | null>(null);
  const [path, setPath] = useState<string | null>(null);
  const create = useCreateCalendarFeed();
  const remove = useRemoveCalendarFeed();
  const stepUp = useStepUp();
  const { enqueueSnackbar } = useSnackbar();

  const attempt = async (action: () => Promise<void>) => {
    try {
      await action();
    } catch (error) {
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    }
    setAsking(null);
  };
  const turnOn = () =>
    attempt(async () => {
      const made = await stepUp.run(() => create.mutateAsync());
      if (made !== null) setPath(made.path);
    });
  const turnOff = () =>
    attempt(async () => {
      await remove.mutateAsync();
      enqueueSnackbar('The calendar address is turned off.');
    });

  return (
    <>
      <Typography sx={{ maxWidth: 520 }}>
        {feed === null
          ? 'A secret address shows your calendar program the titles and times of your past meetings. Whoever has it can read them, without signing in.'
          : 'Whoever has the secret address can read the titles and times of your past meetings, without signing in. If other people may have it, make a new one.'}
      </Typography>
      {feed !== null && <FeedTimes feed={feed} />}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        {feed === null ? (
          <Button variant="outlined" loading={create.isPending} onClick={() => void turnOn()}>
            Create calendar address
          </Button>
        ) : (
          <>
            <Button variant="outlined" onClick={() => setAsking('renew')}>
              New calendar address
            </Button>
            <Button variant="outlined" color="error" onClick={() => setAsking('remove')}>
              Turn off
            </Button>
          </>
        )}
      </Box>
      <ConfirmDialog
        open={asking === 'renew'}
        title="Make a new calendar address?"
        text="The old address stops working at once, in all calendars that use it."
        action="Make a new one"
        busy={create.isPending}
        onConfirm={() => void turnOn()}
        onClose={() => setAsking(null)}
      />
      <ConfirmDialog
        open={asking === 'remove'}
        title="Turn the calendar address off?"
        text="Your past meetings disappear from all calendars that use it."
        action="Turn off"
        busy={remove.isPending}
        onConfirm={() => void turnOff()}
        onClose={() => setAsking(null)}
      />
      {path !== null && <NewAddress path={path} onClose={() => setPath(null)} />}
      {stepUp.dialog}
    </>
  );
}

function FeedTimes({ feed: { createdAt, lastReadAt } }: { feed: CalendarFeed }) {
  return (
    <Typography variant="body2" sx={{ color: 'text.secondary' }}>
      On since <time dateTime={createdAt}>{formatDateTime(createdAt)}</time>
      {' · '}
      {lastReadAt === null ? (
        'no calendar has read it yet'
      ) : (
        <>
          last read <time dateTime={lastReadAt}>{formatAgo(lastReadAt)}</time>
        </>
      )}
    </Typography>
  );
}

/** The new address in both forms: calendar programs open `webcal:` themselves. */
function NewAddress({ path, onClose }: { path: string; onClose: () => void }) {
  const url = new URL(path, window.location.origin).href;
  const webcal = url.replace(/^https?:/, 'webcal:');
  return (
    <NewSecretDialog
      title="Your calendar address"
      text="It is shown only now. Whoever has it can read the titles and times of your past meetings."
      onClose={onClose}
    >
      <SecretText label="For web calendars" text={url} copyLabel="Copy the address" />
      <Box>
        <SecretText
          label="For calendar programs"
          text={webcal}
          copyLabel="Copy the webcal address"
        />
        <Typography variant="body2" sx={{ marginTop: 1 }}>
          Or <Link href={webcal}>open it in the calendar of this device</Link>.
        </Typography>
      </Box>
    </NewSecretDialog>
  );
}
