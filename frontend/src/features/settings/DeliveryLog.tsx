import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import type { Delivery, Webhook } from '@parley/shared/webhooks';
import { formatDateTime } from '../../lib/format';
import { LoadError } from '../../ui/LoadError';
import { LoadMore } from '../../ui/LoadMore';
import { EmptyState } from '../../ui/EmptyState';
import { RowList, RowsSkeleton, Row } from '../../ui/Row';
import { attemptWords, STATE_WORDS, TYPE_WORDS } from './webhook-words';
import { useDeliveries } from './webhooks-api';

interface DeliveryLogProps {
  webhook: Webhook;
  onResend: (deliveryId: string) => void;
}

/** What was sent to a webhook in the last 30 days, latest first. */
export function DeliveryLog({ webhook, onResend }: DeliveryLogProps) {
  const log = useDeliveries(webhook.id);
  if (log.isPending) return <RowsSkeleton rows={2} label="deliveries" />;
  if (log.data === undefined) {
    return <LoadError error={log.error} onRetry={() => void log.refetch()} />;
  }
  const deliveries = log.data.pages.flatMap((page) => page.deliveries);
  if (deliveries.length === 0) {
    return <EmptyState text="Each request to this address will appear here for 30 days." />;
  }
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      <RowList label="Deliveries, latest first">
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} onResend={onResend} />
        ))}
      </RowList>
      <LoadMore list={log} />
    </Box>
  );
}

const COLOURS = { waiting: 'default', delivered: 'success', failed: 'error' } as const;

function DeliveryRow({
  delivery,
  onResend,
}: {
  delivery: Delivery;
  onResend: (deliveryId: string) => void;
}) {
  const { id, type, createdAt, state, attempts, attemptCount, nextAttemptAt } = delivery;
  const last = attempts.at(-1);
  const name = `${TYPE_WORDS[type]}, ${formatDateTime(createdAt)}`;
  return (
    <Row>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Box
          sx={{
            display: 'flex',
            alignItems: 'center',
            flexWrap: 'wrap',
            columnGap: 1,
            rowGap: 0.5,
          }}
        >
          <Typography sx={{ fontWeight: 600 }}>{TYPE_WORDS[type]}</Typography>
          <Chip size="small" variant="outlined" label={STATE_WORDS[state]} color={COLOURS[state]} />
        </Box>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          <time dateTime={createdAt}>{formatDateTime(createdAt)}</time>
          {nextAttemptAt !== undefined && attempts.length === 0 && ' · not sent yet'}
        </Typography>
        {last && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            Attempt {attemptCount}: {attemptWords(last)}
          </Typography>
        )}
        {attempts.length > 0 && nextAttemptAt !== undefined && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            Next attempt: <time dateTime={nextAttemptAt}>{formatDateTime(nextAttemptAt)}</time>
          </Typography>
        )}
      </Box>
      <Button
        variant="outlined"
        size="small"
        aria-label={`Resend: ${name}`}
        onClick={() => onResend(id)}
        sx={{ flexShrink: 0 }}
      >
        Resend
      </Button>
    </Row>
  );
}
