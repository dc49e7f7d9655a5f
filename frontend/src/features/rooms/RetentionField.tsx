import type { Retention } from '@parley/shared/retention';
import { type RadioChoice, RadioField } from '../../ui/RadioField';

const CHOICES: readonly RadioChoice<Retention>[] = [
  { value: 'days30', label: '30 days', hint: 'Then the record is deleted for everybody' },
  { value: 'year', label: 'One year', hint: 'Then the record is deleted for everybody' },
  { value: 'forever', label: 'Forever', hint: 'Until you delete it' },
  {
    value: 'outline',
    label: 'Only that it took place',
    hint: 'When a meeting ends, its chat, its marks and all names are deleted',
  },
];

interface RetentionFieldProps {
  value: Retention;
  onChange: (retention: Retention) => void;
}

/** How long the records of a room's meetings are kept. */
export const RetentionField = (props: RetentionFieldProps) => (
  <RadioField
    label="How long records are kept"
    hint="For meetings that begin from now on. Everybody is told before joining."
    choices={CHOICES}
    {...props}
  />
);
