import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { type ApiKey, type CreateApiKey, MAX_API_KEYS } from '@parley/shared/api-keys';
import { useSnackbar } from 'notistack';
import { Suspense, useState } from 'react';
import { useStepUp } from '../../hooks/useStepUp';
import { errorMessage } from '../../lib/error-messages';
import { formatAgo, formatDateTime } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { lazyPage } from '../../lib/lazy-part';
import { serverClock } from '../../lib/server-clock';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { EmptyState } from '../../ui/EmptyState';
import { LoadError } from '../../ui/LoadError';
import { Row, RowList, RowsSkeleton } from '../../ui/Row';
import { useApiKeys, useCreateApiKey, useRevokeApiKey } from './integrations-api';
import { NewSecretDialog } from './NewSecretDialog';
import { SecretText } from './SecretText';
import { SettingsSection } from './SettingsSection';

const NewApiKeyDialog = lazyPage(async () => (await import('./NewApiKeyDialog')).NewApiKeyDialog);

/** The keys with which programs act for the user. */
export function ApiKeysSection() {
  return (
    <SettingsSection
      title="API keys"
      hint="A program with a key can do what the key allows, without your password. Revoke what you do not use."
    >
      <Keys />
    </SettingsSection>
  );
}

function Keys() {
  const keys = useApiKeys();
  const [isAsking, setIsAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const create = useCreateApiKey();
  const stepUp = useStepUp();
  if (keys.isPending) return <RowsSkeleton rows={1} label="your API keys" />;
  if (keys.data === undefined) {
    return <LoadError error={keys.error} onRetry={() => void keys.refetch()} />;
  }

  const onCreate = async (wanted: CreateApiKey) => {
    const made = await stepUp.run(() => create.mutateAsync(wanted));
    if (made === null) return;
    setIsAsking(false);
    setSecret(made.secret);
  };

  return (
    <>
      {keys.data.length === 0 ? (
        <EmptyState text="Your keys appear here, with what they may do and when they were last used." />
      ) : (
        <RowList label="Your API keys">
          {keys.data.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </RowList>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 2 }}>
        <Button
          variant="outlined"
          disabled={keys.data.length >= MAX_API_KEYS}
          onClick={() => setIsAsking(true)}
        >
          New API key
        </Button>
        <Link href="/api/docs">API documentation</Link>
      </Box>
      {isAsking && (
        <Suspense>
          <NewApiKeyDialog onCreate={onCreate} onClose={() => setIsAsking(false)} />
        </Suspense>
      )}
      {secret !== null && (
        <NewSecretDialog
          title="Keep your API key"
          text="It is shown only now. Give it to one program, and to nobody else."
          onClose={() => setSecret(null)}
        >
          <SecretText label="API key" text={secret} copyLabel="Copy the key" />
        </NewSecretDialog>
      )}
      {stepUp.dialog}
    </>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, scopes, lastFour, lastUsedAt, expiresAt } = apiKey;
  const [isAsking, setIsAsking] = useState(false);
  const revoke = useRevokeApiKey();
  const { enqueueSnackbar } = useSnackbar();
  const label = isolate(name);
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= serverClock.now();

  const confirm = async () => {
    try {
      await revoke.mutateAsync(id);
      enqueueSnackbar(`The API key “${label}” is revoked.`);
    } catch (error) {
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    }
    setIsAsking(false);
  };

  return (
    <Row>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          <bdi>{name}</bdi>{' '}
          <Typography component="span" sx={{ color: 'text.secondary', fontFamily: 'monospace' }}>
            …{lastFour}
          </Typography>
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {scopes.join(', ')}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {lastUsedAt === null ? (
            'Never used'
          ) : (
            <>
              Last used <time dateTime={lastUsedAt}>{formatAgo(lastUsedAt)}</time>
            </>
          )}
          {' · '}
          {expiresAt === null ? (
            'works until you revoke it'
          ) : (
            <>
              {isExpired ? 'expired' : 'expires'}{' '}
              <time dateTime={expiresAt}>{formatDateTime(expiresAt)}</time>
            </>
          )}
        </Typography>
      </Box>
      <Button
        variant="outlined"
        size="small"
        aria-label={`Revoke ${label}`}
        onClick={() => setIsAsking(true)}
      >
        Revoke
      </Button>
      <ConfirmDialog
        open={isAsking}
        title={`Revoke “${label}”?`}
        text="The program that has this key stops working at once."
        action="Revoke"
        busy={revoke.isPending}
        onConfirm={() => void confirm()}
        onClose={() => setIsAsking(false)}
      />
    </Row>
  );
}
