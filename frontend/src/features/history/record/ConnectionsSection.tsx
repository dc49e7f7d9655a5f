import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { connectionStories } from '@parley/shared/connection-story';
import type { MeetingRecord } from '@parley/shared/history';
import { nameLabel } from '@parley/shared/participants';
import { useMemo } from 'react';
import { formatTime } from '../../../lib/format';
import { isolate } from '../../../lib/isolate';
import { Section } from '../../../ui/Section';
import type { Jump } from './place';

/** How the connections were, one line for each person; nothing if nobody measured anything. */
export function ConnectionsSection({ meeting, jump }: { meeting: MeetingRecord; jump: Jump }) {
  const stories = useMemo(
    () => connectionStories(meeting, { time: formatTime, show: isolate }),
    [meeting],
  );
  const names = new Map(meeting.attendances.map((person) => [person.id, nameLabel(person)]));
  const isSilent =
    meeting.connections.length === 0 && stories.every(({ sentences }) => sentences.length === 0);
  if (isSilent) return null;
  return (
    <Section title="Connections">
      <Box
        component="ul"
        aria-label="Connections"
        sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 0.5, fontSize: 14 }}
      >
        {stories.map(({ participantId, summary, sentences }) => {
          const line = (
            <>
              <Box component="bdi" sx={{ fontWeight: 600 }}>
                {names.get(participantId)}
              </Box>{' '}
              <Box component="span" sx={{ color: 'text.secondary' }}>
                {summary}
              </Box>
            </>
          );
          return (
            <Box
              component="li"
              key={participantId}
              sx={{ overflowWrap: 'anywhere', breakInside: 'avoid' }}
            >
              {sentences.length === 0 ? (
                <Box sx={{ paddingInlineStart: '20px', paddingBlock: '3px' }}>{line}</Box>
              ) : (
                <Box component="details" sx={DETAILS}>
                  <summary>{line}</summary>
                  <ul>
                    {sentences.map(({ at, text }) => (
                      <Typography key={`${at} ${text}`} component="li" variant="body2">
                        <a
                          href="#conversation"
                          onClick={(event) => {
                            event.preventDefault();
                            jump({ at });
                          }}
                        >
                          {text}
                        </a>
                      </Typography>
                    ))}
                  </ul>
                </Box>
              )}
            </Box>
          );
        })}
      </Box>
    </Section>
  );
}

const DETAILS = {
  '& summary': {
    cursor: 'pointer',
    paddingBlock: '3px',
    borderRadius: 0.5,
    listStylePosition: 'outside',
    marginInlineStart: '20px',
    '&:focus-visible': { outline: '2px solid', outlineOffset: 2 },
  },
  '& ul': { margin: 0, paddingBlock: 0.5, paddingInlineStart: '36px' },
  '& li': { color: 'text.secondary', lineHeight: '24px' },
  '& a': {
    color: 'inherit',
    textDecorationColor: 'transparent',
    '&:hover, &:focus-visible': { textDecorationColor: 'currentcolor' },
  },
  // Paper has the details as well.
  '@media print': {
    '&::details-content': { contentVisibility: 'visible', display: 'block' },
    '& a': { textDecoration: 'none' },
  },
} as const;
