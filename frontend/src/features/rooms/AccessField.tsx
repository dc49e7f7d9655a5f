import type { RoomAccess } from '@parley/shared/roles';
import { type RadioChoice, RadioField } from '../../ui/RadioField';

const CHOICES: readonly RadioChoice<RoomAccess>[] = [
  { value: 'link', label: 'Anyone with the link', hint: 'Guests need only a name' },
  {
    value: 'guests_wait',
    label: 'Guests wait to be let in',
    hint: 'People with an account join at once',
  },
  {
    value: 'everyone_waits',
    label: 'Everyone waits to be let in',
    hint: 'Except you, your co-hosts and people you always let in',
  },
  { value: 'accounts', label: 'Only people with an account', hint: 'Guests have to sign in' },
];

interface AccessFieldProps {
  value: RoomAccess;
  onChange: (access: RoomAccess) => void;
}

/** Who may enter a room. */
export const AccessField = (props: AccessFieldProps) => (
  <RadioField label="Who may enter" choices={CHOICES} {...props} />
);
