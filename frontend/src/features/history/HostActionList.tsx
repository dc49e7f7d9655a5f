import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { HostAction } from '@parley/shared/host-controls';
import { formatTime } from '../../lib/format';
import { hostActionWords } from '../../lib/host-action-words';
import { Row, RowList } from '../../ui/Row';
import { Section } from '../../ui/Section';

/** What hosts did in a meeting; nothing if they did nothing. */
export function HostActionList({ actions }: { actions: readonly HostAction[] }) {
  if (actions.length === 0) return null;
  return (
    <Section title={`Host actions (${actions.length})`}>
      <RowList label="Host actions">
        {actions.map((action) => (
          <Row key={action.id}>
            <Typography sx={{ overflowWrap: 'anywhere' }}>
              <Box component="time" dateTime={action.at} sx={{ color: 'text.secondary' }}>
                {formatTime(action.at)}
              </Box>{' '}
              {hostActionWords(action)}
            </Typography>
          </Row>
        ))}
      </RowList>
    </Section>
  );
}
