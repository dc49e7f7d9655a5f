import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { displayNameSchema } from '@parley/shared/text';
import { useEffect, useRef, useState } from 'react';
import { Link as RouterLink, useLocation } from 'react-router';
import { canJoin } from '../../call/session/call-machine';
import { createLog } from '../../core/log';
import { useCall, useCallPart } from '../../hooks/useCall';
import { errorMessage } from '../../lib/error-messages';
import type { GuestIdentity } from '../../lib/guest-identity';
import { rememberedGuestName, rememberGuestName } from '../../lib/guest-name';
import { withNextPath } from '../../lib/next-path';
import { paths } from '../../lib/paths';
import { Form } from '../../ui/Form';
import { TextInput } from '../../ui/TextInput';

const log = createLog('guest');

/** Milliseconds without a keystroke before the first name, or another one, is sent. */
const FIRST_MS = 300;
const RENAME_MS = 1_000;

interface GuestJoinProps {
  guest: GuestIdentity;
  /** Whether the server ended the session of the guest, so that the user has to join again. */
  hasEnded: boolean;
  /** The server knows the name, and the user wants to join. */
  onNamed: () => void;
  /** The server does not let this guest in: the entry of the room may have changed. */
  onRefused: (error: unknown) => void;
}

/**
 * Name and button of a guest in the lobby. The browser becomes a guest as soon as there is a name, so
 * that socket, ICE servers and offers are ready before the user presses the button.
 */
export function GuestJoin({ guest, hasEnded, onNamed, onRefused }: GuestJoinProps) {
  const call = useCall();
  const isJoining = useCallPart(({ phase }) => !canJoin(phase));
  const [name, setName] = useState(() => guest.name ?? rememberedGuestName());
  const [problem, setProblem] = useState<string | null>(null);
  const [isEntering, setIsEntering] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useSilentEntry(guest, name, hasEnded);

  const submit = async (): Promise<void> => {
    const parsed = displayNameSchema.safeParse(name);
    if (!parsed.success) {
      setProblem(name.trim() === '' ? 'Enter your name' : (parsed.error.issues[0]?.message ?? ''));
      field.current?.focus();
      return;
    }
    setProblem(null);
    rememberGuestName(parsed.data);
    const join = (): void => {
      onNamed();
      void call.join();
    };
    if (guest.name === parsed.data) return join();
    setIsEntering(true);
    try {
      await guest.enter(parsed.data);
      join();
    } catch (error) {
      setProblem(errorMessage(error));
      onRefused(error);
    } finally {
      setIsEntering(false);
    }
  };

  return (
    <Form onSubmit={() => void submit()} sx={{ display: 'grid', gap: 2 }}>
      {hasEnded && (
        <Alert severity="info" variant="outlined" sx={{ color: 'text.primary' }}>
          Your time as a guest was ended. Join again to go on.
        </Alert>
      )}
      <TextInput
        label="Your name"
        autoComplete="name"
        fullWidth
        // Without a name, it is the only thing to do here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={name === ''}
        inputRef={field}
        value={name}
        onChange={({ target }) => {
          setName(target.value);
          setProblem(null);
        }}
        hasError={problem !== null}
        helperText={problem ?? 'Everybody in the meeting sees it'}
      />
      <Button
        type="submit"
        variant="contained"
        size="large"
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={name !== ''}
        loading={isJoining || isEntering}
      >
        Join as guest
      </Button>
      <AccountLinks />
    </Form>
  );
}

/** Both return here. */
function AccountLinks() {
  const { pathname, hash } = useLocation();
  const here = `${pathname}${hash}`;
  return (
    <Typography sx={{ color: 'text.secondary' }}>
      Have an account?{' '}
      <Link component={RouterLink} to={withNextPath(paths.login, here)} sx={{ fontWeight: 600 }}>
        Sign in
      </Link>
      {' or '}
      <Link component={RouterLink} to={withNextPath(paths.register, here)} sx={{ fontWeight: 600 }}>
        Create account
      </Link>
    </Typography>
  );
}

/** Sends the name ahead. A failure shows only when the user presses the button, which tries again. */
function useSilentEntry(guest: GuestIdentity, name: string, hasEnded: boolean): void {
  const isFirst = useRef(true);
  useEffect(() => {
    const parsed = displayNameSchema.safeParse(name);
    const delay = guest.name !== null ? RENAME_MS : isFirst.current ? 0 : FIRST_MS;
    isFirst.current = false;
    // After the server has ended a session, only the user may begin another one.
    if (!parsed.success || parsed.data === guest.name || hasEnded) return;
    const send = (): void => {
      guest.enter(parsed.data).catch((error: unknown) => log.info('not a guest yet', { error }));
    };
    if (delay === 0) return send();
    const timer = setTimeout(send, delay);
    return () => clearTimeout(timer);
  }, [guest, name, hasEnded]);
}
