import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { ShareDays } from '@parley/shared/shares';
import { type SubmitEvent, useState } from 'react';
import { formErrors } from '../../../lib/error-messages';
import { FormProblem } from '../../../ui/FormProblem';
import { TextInput } from '../../../ui/TextInput';
import { DaysField } from './DaysField';
import { SharePart } from './SharePart';
import { useAddShare } from './share-api';

/** Shares the record with an account, by its email address. */
export function AccountShare({ meetingId }: { meetingId: string }) {
  const [email, setEmail] = useState('');
  const [days, setDays] = useState<ShareDays | null>(null);
  const [isEmpty, setEmpty] = useState(false);
  const add = useAddShare(meetingId);
  const { fields, form } =
    add.error === null ? { fields: {}, form: null } : formErrors(add.error, ['email']);
  const problem = isEmpty ? 'Type the email address of an account.' : fields['email'];

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = email.trim();
    setEmpty(typed === '');
    if (typed === '') return;
    add.mutate({ kind: 'account', email: typed, days }, { onSuccess: () => setEmail('') });
  };

  return (
    <SharePart
      title="With an account"
      hint="This person can open the record while signed in. Send them the address of this page."
    >
      <FormProblem text={form ?? undefined} />
      <Box
        component="form"
        noValidate
        onSubmit={submit}
        sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start' }}
      >
        <TextInput
          label="Email of an account"
          type="email"
          size="small"
          autoComplete="off"
          value={email}
          onChange={({ target }) => {
            setEmail(target.value);
            setEmpty(false);
            add.reset();
          }}
          hasError={problem !== undefined}
          helperText={problem}
          sx={{ flex: '1 1 14rem' }}
        />
        <DaysField label="Account can read for" value={days} onChange={setDays} hasNoEnd />
        <Button
          type="submit"
          variant="outlined"
          loading={add.isPending}
          aria-label="Share with this account"
          sx={{ minHeight: 40 }}
        >
          Share
        </Button>
      </Box>
    </SharePart>
  );
}
