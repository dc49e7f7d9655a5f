import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import { useDeferredValue, useMemo, useState } from 'react';
import { Section } from '../../../ui/Section';
import type { Jump } from '../record/place';
import type { RecordEvent } from '@parley/shared/record-events';
import { TimelineChart } from './TimelineChart';
import { timelineRows } from './timeline-layout';
import { TimelineTable } from './TimelineTable';
import { timelineTicks } from './timeline-ticks';
import { usePlotWidth } from './usePlotWidth';

interface TimelineSectionProps {
  meeting: MeetingRecord;
  lines: readonly Line[];
  events: readonly RecordEvent[];
  jump: Jump;
}

/** More rows would push the conversation far down the page. */
const MANY = 14;
const FIRST = 10;
/** A long meeting is wider than a phone, and scrolls. CSS pixels per hour, and their bounds. */
const HOUR_WIDTH = 110;
const LEAST_WIDTH = 480;

/** Who was there when, and when something happened: each row is a person. */
export function TimelineSection(props: TimelineSectionProps) {
  const { meeting, events, jump } = props;
  const [isTable, setTable] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const lines = useDeferredValue(props.lines);
  const start = Date.parse(meeting.startedAt);
  const end = start + Math.max(meeting.durationSeconds, 60) * 1_000;
  const hours = (end - start) / 3_600_000;
  const {
    ref,
    names,
    plot: width,
  } = usePlotWidth(Math.max(LEAST_WIDTH, Math.min(hours * HOUR_WIDTH, 4_000)));
  const rows = useMemo(
    () => timelineRows({ meeting, lines, events, start, end, width }),
    [meeting, lines, events, start, end, width],
  );
  const ticks = useMemo(() => timelineTicks(start, end, width), [start, end, width]);
  const isLong = rows.length > MANY && !showsAll;
  return (
    <Section
      title="Timeline"
      action={
        <Button
          size="small"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          sx={SHOWN_ON_FOCUS}
        >
          Show as a table
        </Button>
      }
    >
      {/* Paper gets the table, whatever the screen shows. */}
      <Box
        ref={ref}
        sx={{
          minWidth: 0,
          '@media print': { display: 'none' },
          ...(isTable && { display: 'none' }),
        }}
      >
        <TimelineChart
          rows={isLong ? rows.slice(0, FIRST) : rows}
          ticks={ticks}
          width={width}
          names={names}
          timeOf={(x) => new Date(start + (x / width) * (end - start)).toISOString()}
          jump={jump}
        />
        {isLong && (
          <Button onClick={() => setShowsAll(true)} sx={{ marginTop: 1 }}>
            Show all {rows.length} people
          </Button>
        )}
      </Box>
      <Box sx={isTable ? {} : { display: 'none', '@media print': { display: 'block' } }}>
        <TimelineTable meeting={meeting} lines={lines} end={end} />
      </Box>
    </Section>
  );
}

/** The table is for screen readers and paper, so its button shows only to the keyboard. */
const SHOWN_ON_FOCUS = {
  '&:not(:focus-visible):not([aria-pressed=true])': { opacity: 0, pointerEvents: 'none' },
} as const;
