import Box from '@mui/material/Box';
import GlobalStyles from '@mui/material/GlobalStyles';
import type { MeetingRecord } from '@parley/shared/history';
import { type ReactNode, useMemo } from 'react';
import { useDocumentTitle } from '../../../hooks/useDocumentTitle';
import { TimelineSection } from '../timeline/TimelineSection';
import { ConnectionsSection } from './ConnectionsSection';
import { isolate } from '../../../lib/isolate';
import { Conversation } from './Conversation';
import { OutcomesSection } from './OutcomesSection';
import { PeopleSection } from './PeopleSection';
import { PrivateNote } from './PrivateNote';
import { recordEvents } from '@parley/shared/record-events';
import type { LoadedLines } from './useLines';
import { useTarget } from './useTarget';

interface RecordProps {
  meeting: MeetingRecord;
  loaded: LoadedLines;
  /** Whether the reader changes nothing: a share or a link has opened the record. */
  isReadOnly: boolean;
  header: ReactNode;
}

/** The record of a meeting: who was there, what was said, decided and shared. */
export function Record({ meeting, loaded, isReadOnly, header }: RecordProps) {
  useDocumentTitle(meeting.title ?? meeting.room.name);
  const { attendances, activities, hostActions, readableUntil } = meeting;
  const events = useMemo(
    () => recordEvents({ attendances, activities, hostActions, readableUntil }, isolate),
    [attendances, activities, hostActions, readableUntil],
  );
  const [target, jump] = useTarget();
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 4 }}>
      <GlobalStyles styles={PAGES} />
      {header}
      <OutcomesSection meeting={meeting} isReadOnly={isReadOnly} jump={jump} />
      <TimelineSection meeting={meeting} lines={loaded.lines ?? NONE} events={events} jump={jump} />
      <Box
        sx={{
          display: 'grid',
          columnGap: 5,
          rowGap: 4,
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '304px minmax(0, 1fr)' },
          alignItems: 'start',
          '@media print': { display: 'block', '& > * + *': { marginTop: 4 } },
        }}
      >
        <Box sx={ASIDE}>
          {/* A private note is for its author only, and the paper is for others. */}
          {!isReadOnly && (
            <Box sx={{ '@media print': { display: 'none' } }}>
              <PrivateNote meeting={meeting} />
            </Box>
          )}
          <PeopleSection attendances={attendances} activities={activities} />
          <ConnectionsSection meeting={meeting} jump={jump} />
        </Box>
        <Conversation
          meeting={meeting}
          loaded={loaded}
          events={events}
          isReadOnly={isReadOnly}
          target={target}
          jump={jump}
        />
      </Box>
    </Box>
  );
}

const NONE: LoadedLines['lines'] & object = [];

/** On a wide screen, people and note stay beside a long conversation. */
const ASIDE = {
  display: 'grid',
  gap: 4,
  '@media screen and (min-width: 900px)': {
    position: 'sticky',
    top: 16,
    maxHeight: 'calc(100dvh - 32px)',
    overflowY: 'auto',
    // Room for the focus rings of what is inside.
    margin: '-8px',
    padding: '8px',
  },
} as const;

/** Paper: numbered pages with even margins. */
const PAGES = {
  '@page': {
    margin: '18mm 16mm 20mm',
    '@bottom-right': {
      content: '"Page " counter(page) " of " counter(pages)',
      fontFamily: 'Inter Variable, system-ui, sans-serif',
      fontSize: '8.5pt',
      color: '#565d66',
    },
  },
} as const;
