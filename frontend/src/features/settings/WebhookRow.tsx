import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import type { Webhook } from '@parley/shared/webhooks';
import { useState } from 'react';
import { formatDateTime } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { Row } from '../../ui/Row';
import { DeliveryLog } from './DeliveryLog';
import { PAUSE_WORDS, TYPE_WORDS } from './webhook-words';

interface WebhookRowProps {
  webhook: Webhook;
  onTest: () => Promise<void>;
  onPause: (isPaused: boolean) => void;
  onRotate: () => void;
  onDelete: () => void;
  onResend: (deliveryId: string) => void;
}

/** One webhook: where it leads, what it hears about, how it works, and its log. */
export function WebhookRow(props: WebhookRowProps) {
  const { webhook } = props;
  const { url, events, paused, failingSince } = webhook;
  const [isOpen, setIsOpen] = useState(false);
  const name = isolate(url);
  const test = async () => {
    await props.onTest();
    setIsOpen(true);
  };
  return (
    <Row>
      <Box sx={{ flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1 }}>
        <Box>
          <Box
            sx={{
              display: 'flex',
              alignItems: 'center',
              flexWrap: 'wrap',
              columnGap: 1,
              rowGap: 0.5,
            }}
          >
            <Typography dir="ltr" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
              {url}
            </Typography>
            <State webhook={webhook} />
          </Box>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {events.map((event) => TYPE_WORDS[event]).join(' · ')}
          </Typography>
          {paused && <Typography variant="body2">{PAUSE_WORDS[paused.reason]}</Typography>}
          {!paused && failingSince !== undefined && (
            <Typography variant="body2">
              No request has been accepted since{' '}
              <time dateTime={failingSince}>{formatDateTime(failingSince)}</time>.
            </Typography>
          )}
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Action label={`Send a test to ${name}`} onClick={() => void test()}>
            Send test
          </Action>
          <Action
            label={`Deliveries to ${name}`}
            isOpen={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            Deliveries
          </Action>
          {paused ? (
            <Action label={`Resume ${name}`} onClick={() => props.onPause(false)}>
              Resume
            </Action>
          ) : (
            <Action label={`Pause ${name}`} onClick={() => props.onPause(true)}>
              Pause
            </Action>
          )}
          <Action label={`New secret for ${name}`} onClick={props.onRotate}>
            New secret
          </Action>
          <Action label={`Delete ${name}`} color="error" onClick={props.onDelete}>
            Delete
          </Action>
        </Box>
        {isOpen && <DeliveryLog webhook={webhook} onResend={props.onResend} />}
      </Box>
    </Row>
  );
}

function State({ webhook: { paused, failingSince } }: { webhook: Webhook }) {
  if (paused) return <Chip size="small" variant="outlined" label="Paused" />;
  if (failingSince === undefined) return null;
  return <Chip size="small" variant="outlined" color="error" label="Failing" />;
}

interface ActionProps {
  label: string;
  /** Of a button that shows and hides something. */
  isOpen?: boolean;
  /** Of a button that destroys something. */
  color?: 'error';
  onClick: () => void;
  children: string;
}

function Action({ label, isOpen, color, onClick, children }: ActionProps) {
  return (
    <Button
      variant="outlined"
      size="small"
      aria-label={label}
      onClick={onClick}
      {...(color && { color })}
      {...(isOpen !== undefined && { 'aria-expanded': isOpen })}
    >
      {children}
    </Button>
  );
}
