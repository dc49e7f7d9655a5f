import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import type { Hit } from '@parley/shared/search';
import type { KeyboardEvent } from 'react';
import { Link as RouterLink } from 'react-router';
import { formatDateTime } from '../../lib/format';
import { paths } from '../../lib/paths';
import { inGroups } from '../../lib/time-groups';
import { RowList } from '../../ui/Row';
import { HIT, HitRow, linkTo } from './HitRow';

interface SearchResultsProps {
  hits: readonly Hit[];
  /** The arrow key that leads out of the results, back to the field. */
  onLeave: () => void;
}

/** Hits by meeting. The arrow keys walk through them, Enter opens one. */
export function SearchResults({ hits, onLeave }: SearchResultsProps) {
  const groups = inGroups(hits, ({ meetingId }) => meetingId);
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const rows = hitsIn(event.currentTarget);
    const at = rows.indexOf(document.activeElement as HTMLElement);
    if (at === -1) return;
    event.preventDefault();
    if (at + step < 0) onLeave();
    else rows[at + step]?.focus();
  };
  return (
    // The keys move between links, which are focusable themselves.
    <Box
      component="section"
      aria-label="Results"
      data-results
      onKeyDown={walk}
      sx={{ display: 'flex', flexDirection: 'column', gap: 3 }}
    >
      {groups.map(({ name: id, members }) => (
        <MeetingHits key={id} hits={members} />
      ))}
    </Box>
  );
}

const hitsIn = (results: Element): HTMLElement[] =>
  Array.from(results.querySelectorAll<HTMLElement>(`[${HIT}]`));

/** Focuses the first hit on the page. */
export function focusFirstHit(): void {
  document.querySelector<HTMLElement>(`[data-results] [${HIT}]`)?.focus();
}

function MeetingHits({ hits }: { hits: readonly Hit[] }) {
  const [first] = hits;
  if (first === undefined) return null;
  const { meetingId, meeting } = first;
  const { title, startedAt } = meeting;
  const more = hits.find(({ hasMore }) => hasMore === true);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1, minWidth: 0 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 1.5 }}>
        <Typography variant="h2" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Link
            component={RouterLink}
            to={paths.meeting(meetingId)}
            underline="hover"
            color="inherit"
            dir="auto"
          >
            {title}
          </Link>
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          <time dateTime={startedAt}>{formatDateTime(startedAt)}</time>
        </Typography>
      </Box>
      <RowList label={`Results in ${title}`}>
        {hits.map((hit, index) => (
          <HitRow key={`${hit.kind}-${hit.lineId ?? ''}-${index}`} hit={hit} />
        ))}
      </RowList>
      {more !== undefined && (
        <Link
          component={RouterLink}
          to={linkTo(meetingId, more.moreLineId)}
          sx={{ alignSelf: 'flex-start', paddingBlock: 0.5, fontSize: '0.875rem' }}
        >
          More in this meeting
        </Link>
      )}
    </Box>
  );
}
