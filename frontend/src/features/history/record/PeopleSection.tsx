import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import type { Activity } from '@parley/shared/activities';
import { nameAt } from '@parley/shared/activity-words';
import type { Attendance } from '@parley/shared/history';
import { nameLabel } from '@parley/shared/participants';
import { useState } from 'react';
import { formatDate, formatDuration, formatTime, formatTimeRange } from '../../../lib/format';
import { Initial } from '../../../ui/Initial';
import { LiveIndicator } from '../../../ui/LiveIndicator';
import { Section } from '../../../ui/Section';

interface PeopleSectionProps {
  title?: string;
  attendances: readonly Attendance[];
  activities: readonly Activity[];
}

/** A longer list would push the rest of the page far down, most of all on a phone. */
const LIMITS = { wide: { many: 10, first: 8 }, narrow: { many: 4, first: 3 } } as const;

/** Everybody who was in the meeting, with each join and leave. */
export function PeopleSection({ title = 'People', attendances, activities }: PeopleSectionProps) {
  const isNarrow = useMediaQuery('(max-width: 899px)', { noSsr: true });
  const { many, first } = isNarrow ? LIMITS.narrow : LIMITS.wide;
  const [wantsAll, setWantsAll] = useState(false);
  const showsAll = wantsAll || attendances.length <= many;
  return (
    <Section title={title} {...(attendances.length > 1 && { count: attendances.length })}>
      <Box
        component="ul"
        aria-label={title}
        sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1.5 }}
      >
        {attendances.map((person, index) => (
          <Person
            key={person.id}
            person={person}
            activities={activities}
            isOnlyPrinted={!showsAll && index >= first}
          />
        ))}
      </Box>
      {!showsAll && (
        <Button
          variant="outlined"
          size="small"
          onClick={() => setWantsAll(true)}
          sx={{ alignSelf: 'start' }}
        >
          Show all {attendances.length} people
        </Button>
      )}
    </Section>
  );
}

interface PersonProps {
  person: Attendance;
  activities: readonly Activity[];
  isOnlyPrinted: boolean;
}

function Person({ person, activities, isOnlyPrinted }: PersonProps) {
  const { intervals, leftAt, claimed } = person;
  const what = kindOf(person);
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        gap: 1.25,
        breakInside: 'avoid',
        ...(isOnlyPrinted && { '@media screen': { display: 'none' } }),
      }}
    >
      <Initial person={person} size={28} />
      <Box sx={{ minWidth: 0, flexGrow: 1, lineHeight: 1.4 }}>
        <Box
          sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, justifyContent: 'space-between' }}
        >
          <Typography
            sx={{ fontWeight: 600, lineHeight: '28px', overflowWrap: 'anywhere', minWidth: 0 }}
          >
            <bdi>{nameLabel(person)}</bdi>
          </Typography>
          {leftAt === null ? (
            <LiveIndicator text="In the meeting now" />
          ) : (
            <Typography variant="body2" sx={{ whiteSpace: 'nowrap', lineHeight: '28px' }}>
              {formatDuration(person.presentSeconds)}
            </Typography>
          )}
        </Box>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {what}
        </Typography>
        {claimed && (
          <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
            Joined as the guest <bdi>{claimed.displayName}</bdi>, claimed on{' '}
            {formatDate(claimed.at)}
          </Typography>
        )}
        {intervals.map(({ joinedAt, leftAt: left }) => (
          <Typography
            key={joinedAt}
            variant="body2"
            sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}
          >
            {left === null ? `since ${formatTime(joinedAt)}` : formatTimeRange(joinedAt, left)}
            <OldName person={person} activities={activities} at={left ?? joinedAt} />
          </Typography>
        ))}
      </Box>
    </Box>
  );
}

/** The name that a person had when they left, if it is another one than at the end. */
function OldName({
  person,
  activities,
  at,
}: {
  person: Attendance;
  activities: readonly Activity[];
  at: string;
}) {
  const name = nameAt(person, activities, at);
  return name === nameLabel(person) ? null : (
    <>
      {' as '}
      <bdi>{name}</bdi>
    </>
  );
}

/** `Owner of the room (you)`, `Guest`, `Account`. */
function kindOf({ isOwner, role, claimed, isMe }: Attendance): string {
  const kind = isOwner
    ? 'Owner of the room'
    : role === 'cohost'
      ? 'Co-host'
      : role === 'guest' && !claimed
        ? 'Guest'
        : 'Account';
  return isMe ? `${kind} (you)` : kind;
}
