import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { DEFAULT_SHARE_DAYS, type ShareDays } from '@parley/shared/shares';
import { useState } from 'react';
import { copyText } from '../../../lib/copy-text';
import { errorMessage } from '../../../lib/error-messages';
import { FormProblem } from '../../../ui/FormProblem';
import { TextInput } from '../../../ui/TextInput';
import { DaysField } from './DaysField';
import { SharePart } from './SharePart';
import { shareLink, useAddShare } from './share-api';

/** Makes a link, and shows it this once. */
export function LinkShare({ meetingId }: { meetingId: string }) {
  const [days, setDays] = useState<ShareDays>(DEFAULT_SHARE_DAYS);
  const add = useAddShare(meetingId);
  const token = add.data?.token;
  return (
    <SharePart
      title="By link"
      hint="Anyone who has the link can read, without an account, until it expires or you revoke it."
    >
      <FormProblem text={add.error === null ? undefined : errorMessage(add.error)} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <DaysField label="Link works for" value={days} onChange={setDays} hasNoEnd={false} />
        <Button
          variant="contained"
          loading={add.isPending}
          onClick={() => add.mutate({ kind: 'link', days })}
        >
          Create link
        </Button>
      </Box>
      {token !== undefined && <NewLink key={token} link={shareLink(token)} />}
    </SharePart>
  );
}

/** The server stores only a hash, so nobody can show the link again. */
function NewLink({ link }: { link: string }) {
  const [isCopied, setCopied] = useState<boolean | null>(null);
  return (
    <Box role="status" sx={{ display: 'grid', gap: 1.5, paddingTop: 1 }}>
      <TextInput
        label="Share link"
        size="small"
        fullWidth
        readOnly
        value={link}
        onFocus={({ target }) => target.select()}
        helperText={
          isCopied === false
            ? 'Could not copy. Select the link and copy it by hand.'
            : 'Copy it now: it is shown only once.'
        }
        inputProps={{ dir: 'ltr', spellCheck: false }}
      />
      <Button
        variant="outlined"
        onClick={() => void copyText(link).then(setCopied)}
        sx={{ justifySelf: 'start' }}
      >
        {isCopied === true ? 'Copied' : 'Copy link'}
      </Button>
    </Box>
  );
}
