import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, useState } from 'react';
import type { KnockRefusal } from '../../call/session/call-snapshot';
import { useCall, useCallPart } from '../../hooks/useCall';
import { formatDuration } from '../../lib/format';

const TITLES = {
  REFUSED: 'You were not let in',
  RATE_LIMITED: 'You were not let in',
  TOO_MANY_WAIT: 'Too many people wait',
};

const REASONS = {
  REFUSED: 'A host did not let you in. You can ask once more, or ask the person who invited you.',
  RATE_LIMITED: 'A host did not let you in. You can ask once more after a pause.',
  TOO_MANY_WAIT: 'The waiting room of this meeting is full. Try again in a while.',
};

/** What a person sees who has knocked, in the place of the room's name and the join button. */
export function WaitingToBeLetIn() {
  const call = useCall();
  const refusal = useCallPart((snapshot) => snapshot.refusal);
  const title = useRef<HTMLHeadingElement>(null);
  // The button with the focus has disappeared.
  useEffect(() => title.current?.focus({ preventScroll: true }), [refusal]);
  return (
    <>
      <div role="status">
        <Typography
          variant="h1"
          ref={title}
          tabIndex={-1}
          sx={{ textAlign: 'left', outline: 'none' }}
        >
          {refusal === null ? 'Waiting to be let in' : TITLES[refusal.code]}
        </Typography>
        <Typography sx={{ color: 'text.secondary', marginTop: 1 }}>
          {refusal === null
            ? 'The hosts see your name. You join by yourself as soon as one of them lets you in.'
            : REASONS[refusal.code]}
        </Typography>
      </div>
      {refusal === null ? (
        <LinearProgress aria-label="Waiting for a host" sx={{ borderRadius: 1 }} />
      ) : (
        <AskAgain refusal={refusal} />
      )}
      <Button variant="outlined" size="large" onClick={() => void call.leave()}>
        Leave
      </Button>
    </>
  );
}

/** Becomes possible after the pause that the server asks for. */
function AskAgain({ refusal }: { refusal: KnockRefusal }) {
  const call = useCall();
  const left = useSecondsLeft(refusal);
  return (
    <Button
      variant="contained"
      size="large"
      disabled={left > 0}
      onClick={() => call.knockAgain()}
      sx={{ fontVariantNumeric: 'tabular-nums' }}
    >
      {left > 0 ? `Ask again in ${formatDuration(left)}` : 'Ask again'}
    </Button>
  );
}

function useSecondsLeft(refusal: KnockRefusal): number {
  const [left, setLeft] = useState(refusal.retryAfter);
  useEffect(() => {
    const until = performance.now() + refusal.retryAfter * 1_000;
    const tick = (): void => setLeft(Math.max(0, Math.ceil((until - performance.now()) / 1_000)));
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [refusal]);
  return left;
}
