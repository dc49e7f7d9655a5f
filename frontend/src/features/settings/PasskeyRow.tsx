import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { Passkey } from '@parley/shared/second-factor';
import { formatAgo, formatDateTime } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { Row } from '../../ui/Row';

interface PasskeyRowProps {
  passkey: Passkey;
  onRemove: () => void;
}

/** One passkey with its name, its times and a button that removes it. */
export function PasskeyRow({ passkey, onRemove }: PasskeyRowProps) {
  const { name, createdAt, lastUsedAt } = passkey;
  return (
    <Row>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Typography dir="auto" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {name}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          Passkey, added <time dateTime={createdAt}>{formatDateTime(createdAt)}</time>
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {lastUsedAt === null ? (
            'Not used yet'
          ) : (
            <>
              Last used <time dateTime={lastUsedAt}>{formatAgo(lastUsedAt)}</time>
            </>
          )}
        </Typography>
      </Box>
      <Button
        variant="outlined"
        size="small"
        aria-label={`Remove the passkey ${isolate(name)}`}
        onClick={onRemove}
      >
        Remove
      </Button>
    </Row>
  );
}
