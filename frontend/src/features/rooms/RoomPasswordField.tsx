import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { TextInput } from '../../ui/TextInput';

/** What the dialog is about to do with the password of the room. */
export interface PasswordChange {
  /** The new password; empty to leave it as it is; null to remove it. */
  readonly password: string | null;
  readonly isInLink: boolean;
}

interface RoomPasswordFieldProps {
  hasPassword: boolean;
  value: PasswordChange;
  onChange: (change: PasswordChange) => void;
  problem: string | undefined;
}

/** Sets, replaces or removes the password of a room. */
export function RoomPasswordField(props: RoomPasswordFieldProps) {
  const { hasPassword, value, onChange, problem } = props;
  const { password, isInLink } = value;
  const [isTyping, setIsTyping] = useState(false);
  const willHave = password === null ? false : hasPassword || password !== '';
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Typography component="h3" sx={{ fontWeight: 600 }}>
        Password
      </Typography>
      {hasPassword && !isTyping ? (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
          <Typography sx={{ flex: 1, minWidth: 180, color: 'text.secondary' }}>
            {password === null
              ? 'The password is removed when you save.'
              : 'People who enter give it once.'}
          </Typography>
          <Button size="small" variant="outlined" onClick={() => setIsTyping(true)}>
            Change
          </Button>
          <Button
            size="small"
            color="inherit"
            onClick={() => onChange({ ...value, password: password === null ? '' : null })}
          >
            {password === null ? 'Keep it' : 'Remove password'}
          </Button>
        </Box>
      ) : (
        <TextInput
          label="Room password"
          fullWidth
          // Its owner has to tell it to others, so it is no secret from the owner.
          autoComplete="off"
          inputProps={{ autoCapitalize: 'none', spellCheck: false, maxLength: 128 }}
          value={password ?? ''}
          onChange={({ target }) => onChange({ ...value, password: target.value })}
          hasError={problem !== undefined}
          helperText={
            problem ??
            (hasPassword
              ? 'Everybody has to give the new one again'
              : 'Leave it empty for a room without a password')
          }
        />
      )}
      {willHave && (
        <FormControlLabel
          control={
            <Checkbox
              color="secondary"
              checked={isInLink}
              onChange={(_event, checked) => onChange({ ...value, isInLink: checked })}
            />
          }
          label="Put the password into the invite link"
        />
      )}
    </Box>
  );
}
