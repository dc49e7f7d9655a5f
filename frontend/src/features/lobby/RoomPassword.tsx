import Button from '@mui/material/Button';
import { useState } from 'react';
import { canJoin } from '../../call/session/call-machine';
import { useCall, useCallPart } from '../../hooks/useCall';
import { errorMessage } from '../../lib/error-messages';
import { Form } from '../../ui/Form';
import { TextInput } from '../../ui/TextInput';

/** Asks for the password of the room and joins with it. */
export function RoomPassword({ action }: { action: string }) {
  const call = useCall();
  const isJoining = useCallPart(({ phase }) => !canJoin(phase));
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);

  const give = async (): Promise<void> => {
    setIsAsking(true);
    try {
      await call.givePassword(password);
    } catch (error) {
      setProblem(errorMessage(error));
      return;
    } finally {
      setIsAsking(false);
    }
    await call.join();
  };

  const submit = (): void => {
    if (password === '') setProblem('Type the password of this room.');
    else void give();
  };

  return (
    <Form onSubmit={submit} sx={{ display: 'grid', gap: 2 }}>
      <TextInput
        label="Room password"
        type="password"
        autoComplete="off"
        fullWidth
        // Nothing else is possible here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={password}
        onChange={({ target }) => {
          setPassword(target.value);
          setProblem(null);
        }}
        hasError={problem !== null}
        helperText={problem ?? 'The person who invited you knows it. You are asked only once.'}
      />
      <Button type="submit" variant="contained" size="large" loading={isAsking || isJoining}>
        {action}
      </Button>
    </Form>
  );
}
