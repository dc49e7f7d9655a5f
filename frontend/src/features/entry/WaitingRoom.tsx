import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { Knock } from '@parley/shared/entry';
import { useSnackbar } from 'notistack';
import { useEffect, useState } from 'react';
import { useValue } from '../../hooks/useValue';
import { errorMessage } from '../../lib/error-messages';
import { isolate } from '../../lib/isolate';
import { playNotes } from '../../lib/play-notes';
import { Initial } from '../../ui/Initial';
import { visuallyHidden } from '../../ui/visually-hidden';
import type { KnockFeed } from './knock-feed';
import { waitingSince } from './waiting-since';

/** Two soft rising notes, in hertz, in seconds, and the amplitude. */
const KNOCK = { frequencies: [587, 784], seconds: 0.14, amplitude: 0.1 };
/** Milliseconds between two sounds, so that a crowd does not ring without end. */
const SOUND_PAUSE_MS = 5_000;

interface WaitingRoomProps {
  feed: KnockFeed;
  /** The room of this call; the cards of other rooms name theirs. */
  code?: string;
  /** The audio output for the sound; null for the default one. */
  audioOutputId?: string | null;
}

/** The cards of the people who wait in the rooms that the user hosts; nothing if nobody waits. */
export function WaitingRoom({ feed, code, audioOutputId = null }: WaitingRoomProps) {
  const knocks = useValue(feed.knocks);
  const latest = useKnocking(feed, audioOutputId);
  const isStillThere = latest !== null && knocks.some(({ id }) => id === latest.id);
  return (
    <>
      <Box role="status" sx={visuallyHidden}>
        {isStillThere ? `${isolate(latest.displayName)} waits to be let in.` : ''}
      </Box>
      {knocks.length > 0 && (
        <Box
          component="section"
          aria-label="Waiting room"
          sx={{
            ...(code === undefined ? { marginBottom: 4 } : { margin: 1 }),
            padding: 1.5,
            borderRadius: '12px',
            border: 1,
            borderColor: 'divider',
            bgcolor: 'background.paper',
            color: 'text.primary',
          }}
        >
          <Head feed={feed} knocks={knocks} />
          <Box
            component="ul"
            aria-label="People who wait"
            tabIndex={-1}
            sx={{
              listStyle: 'none',
              margin: 0,
              padding: 0,
              // In a call, stage and controls keep their place however many people wait.
              maxHeight:
                code === undefined ? '50dvh' : { xs: 'min(172px, 32dvh)', sm: 'min(224px, 32dvh)' },
              overflowY: 'auto',
            }}
          >
            {knocks.map((knock) => (
              <Card key={knock.id} feed={feed} knock={knock} hasRoom={knock.room.code !== code} />
            ))}
          </Box>
        </Box>
      )}
    </>
  );
}

function Head({ feed, knocks }: { feed: KnockFeed; knocks: readonly Knock[] }) {
  const { isBusy, run } = useAnswer();
  const codes = [...new Set(knocks.map(({ room }) => room.code))];
  const count = knocks.length;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 36 }}>
      <Typography variant="h2" sx={{ flex: 1, fontSize: 15 }}>
        {count === 1 ? 'Somebody waits to be let in' : `${count} people wait to be let in`}
      </Typography>
      {count > 1 && (
        <Button
          size="small"
          variant="outlined"
          loading={isBusy}
          onClick={() => run(() => Promise.all(codes.map((code) => feed.admitAll(code))))}
        >
          Let all in
        </Button>
      )}
    </Box>
  );
}

interface CardProps {
  feed: KnockFeed;
  knock: Knock;
  /** Whether the card names the room. */
  hasRoom: boolean;
}

function Card({ feed, knock, hasRoom }: CardProps) {
  const { isBusy, run } = useAnswer();
  const name = isolate(knock.displayName);
  const remarks = [
    knock.isGuest ? 'Guest' : 'Has an account',
    hasRoom && isolate(knock.room.name),
    waitingSince(knock.since),
  ];
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        columnGap: 1.25,
        rowGap: 0.5,
        paddingBlock: 0.75,
      }}
    >
      <Initial person={knock} />
      <Box sx={{ flex: '1 1 120px', minWidth: 0 }}>
        <Typography noWrap dir="auto" title={knock.displayName} sx={{ fontWeight: 600 }}>
          {knock.displayName}
        </Typography>
        <Typography noWrap variant="body2" sx={{ color: 'text.secondary' }}>
          {remarks.filter(Boolean).join(' · ')}
        </Typography>
      </Box>
      <Box sx={{ display: 'flex', gap: 1, marginInlineStart: 'auto' }}>
        <Button
          size="small"
          color="inherit"
          disabled={isBusy}
          aria-label={`Refuse ${name}`}
          onClick={() => run(() => feed.answer(knock, false))}
        >
          Refuse
        </Button>
        <Button
          size="small"
          variant="contained"
          loading={isBusy}
          aria-label={`Let in ${name}`}
          onClick={() => run(() => feed.answer(knock, true))}
        >
          Let in
        </Button>
      </Box>
    </Box>
  );
}

/** Runs an answer to the server; a failure becomes a notice, and the card stays. */
function useAnswer() {
  const [isBusy, setIsBusy] = useState(false);
  const { enqueueSnackbar } = useSnackbar();
  const run = (answer: () => Promise<unknown>): void => {
    setIsBusy(true);
    answer()
      .catch((error: unknown) => enqueueSnackbar(errorMessage(error), { variant: 'error' }))
      .finally(() => setIsBusy(false));
  };
  return { isBusy, run };
}

/** Plays a sound when somebody knocks. Returns who knocked last, for screen readers. */
function useKnocking(feed: KnockFeed, audioOutputId: string | null): Knock | null {
  const [latest, setLatest] = useState<Knock | null>(null);
  useEffect(() => {
    let soundAt = Number.NEGATIVE_INFINITY;
    return feed.onKnock((knock) => {
      setLatest(knock);
      if (performance.now() - soundAt < SOUND_PAUSE_MS) return;
      soundAt = performance.now();
      void playNotes({ ...KNOCK, audioOutputId });
    });
  }, [feed, audioOutputId]);
  return latest;
}
