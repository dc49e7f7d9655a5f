import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import type { RoomAccess } from '@parley/shared/roles';
import { useId } from 'react';

const CHOICES: readonly { access: RoomAccess; label: string; hint: string }[] = [
  { access: 'link', label: 'Anyone with the link', hint: 'Guests need only a name' },
  {
    access: 'guests_wait',
    label: 'Guests wait to be let in',
    hint: 'People with an account join at once',
  },
  {
    access: 'everyone_waits',
    label: 'Everyone waits to be let in',
    hint: 'Except you, your co-hosts and people you always let in',
  },
  { access: 'accounts', label: 'Only people with an account', hint: 'Guests have to sign in' },
];

interface AccessFieldProps {
  value: RoomAccess;
  onChange: (access: RoomAccess) => void;
}

/** Who may enter a room. */
export function AccessField({ value, onChange }: AccessFieldProps) {
  const id = useId();
  return (
    <FormControl>
      <FormLabel id={id} sx={{ color: 'text.primary', fontWeight: 600, marginBottom: 0.5 }}>
        Who may enter
      </FormLabel>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onChange={(_event, access) => onChange(access as RoomAccess)}
      >
        {CHOICES.map(({ access, label, hint }) => (
          <FormControlLabel
            key={access}
            value={access}
            sx={{ alignItems: 'flex-start', marginRight: 0 }}
            control={
              <Radio
                color="secondary"
                slotProps={{
                  input: { 'aria-label': label, 'aria-describedby': `${id}-${access}` },
                }}
              />
            }
            label={
              <>
                <Typography component="span" sx={{ display: 'block', paddingTop: 1 }}>
                  {label}
                </Typography>
                <Typography
                  component="span"
                  id={`${id}-${access}`}
                  variant="body2"
                  sx={{ display: 'block', color: 'text.secondary' }}
                >
                  {hint}
                </Typography>
              </>
            }
          />
        ))}
      </RadioGroup>
    </FormControl>
  );
}
