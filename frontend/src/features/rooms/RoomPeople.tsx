import Close from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import IconButton from '@mui/material/IconButton';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import type { RoomPart, RoomPerson } from '@parley/shared/entry';
import { useId, useState, type ReactNode } from 'react';
import { errorMessage, formErrors } from '../../lib/error-messages';
import { formatAgo } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { FormProblem } from '../../ui/FormProblem';
import { Initial } from '../../ui/Initial';
import { TextInput } from '../../ui/TextInput';
import { useChangeRoomPeople, useRoomPeople } from './room-people-api';

const PARTS: readonly { part: RoomPart; title: string; hint: string; empty: string }[] = [
  {
    part: 'cohost',
    title: 'Co-hosts',
    hint: 'They have the controls of a host in every meeting of this room.',
    empty: 'Nobody yet.',
  },
  {
    part: 'trusted',
    title: 'Always let in',
    hint: 'They never wait and need no password.',
    empty: 'Nobody yet.',
  },
];

/** Co-hosts, people who are always let in, and people who are kept out. Changes count at once. */
export function RoomPeople({ code }: { code: string }) {
  const { data: people, error } = useRoomPeople(code);
  const change = useChangeRoomPeople(code);
  if (error !== null) return <FormProblem text={errorMessage(error)} />;
  if (people === undefined) return <Skeleton variant="rounded" height={120} />;
  const listOf = { cohost: people.coHosts, trusted: people.trusted };
  return (
    <>
      {PARTS.map(({ part, title, hint, empty }) => (
        <Group key={part} title={title} hint={hint}>
          <PersonList
            people={listOf[part]}
            empty={empty}
            renderAction={(person) => (
              <IconButton
                aria-label={`Remove ${isolate(person.displayName)}`}
                disabled={change.isPending}
                onClick={() => change.mutate({ kind: 'remove', id: person.id })}
              >
                <Close />
              </IconButton>
            )}
          />
          <AddPerson
            label={part === 'cohost' ? 'Email of a co-host' : 'Email of a person'}
            isBusy={change.isPending}
            attendees={people.attendees}
            onAdd={(whom) => change.mutateAsync({ kind: 'add', part, whom })}
          />
        </Group>
      ))}
      <Group title="Kept out" hint="They cannot enter or ask to, until you let them back in.">
        <PersonList
          people={people.keptOut}
          empty="Nobody. In a meeting, ‘Remove and keep out’ puts a person here."
          remarkOf={({ isGuest, isByAddress, at }) =>
            [
              isGuest && 'Guest',
              isByAddress && 'with all guests from the same network',
              formatAgo(at),
            ]
              .filter(Boolean)
              .join(' · ')
          }
          renderAction={({ id, displayName }) => (
            <Button
              size="small"
              variant="outlined"
              aria-label={`Let ${isolate(displayName)} back in`}
              disabled={change.isPending}
              onClick={() => change.mutate({ kind: 'let-back-in', id })}
            >
              Let back in
            </Button>
          )}
        />
      </Group>
      {change.error !== null && change.variables?.kind !== 'add' && (
        <FormProblem text={errorMessage(change.error)} />
      )}
    </>
  );
}

function Group({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id} sx={{ display: 'grid', gap: 1 }}>
      <div>
        <Typography component="h3" id={id} sx={{ fontWeight: 600 }}>
          {title}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {hint}
        </Typography>
      </div>
      {children}
    </Box>
  );
}

interface PersonListProps<P extends RoomPerson> {
  people: readonly P[];
  empty: string;
  remarkOf?: (person: P) => string;
  renderAction: (person: P) => ReactNode;
}

function PersonList<P extends RoomPerson>(props: PersonListProps<P>) {
  const { people, empty, remarkOf, renderAction } = props;
  if (people.length === 0) {
    return (
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {empty}
      </Typography>
    );
  }
  return (
    <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {people.map((person) => (
        <Box
          component="li"
          key={person.id}
          sx={{ display: 'flex', alignItems: 'center', gap: 1.25, minHeight: 44 }}
        >
          <Initial person={person} />
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography noWrap dir="auto" title={person.displayName}>
              {person.displayName}
            </Typography>
            {remarkOf && (
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                {remarkOf(person)}
              </Typography>
            )}
          </Box>
          {renderAction(person)}
        </Box>
      ))}
    </Box>
  );
}

/** The person to add: by email address, or an attendee by id. */
export interface Whom {
  readonly email?: string;
  readonly id?: string;
}

interface AddPersonProps {
  label: string;
  isBusy: boolean;
  attendees: readonly RoomPerson[];
  onAdd: (whom: Whom) => Promise<unknown>;
}

/** Attendees that are offered as chips. */
const MAX_CHIPS = 6;

function AddPerson({ label, isBusy, attendees, onAdd }: AddPersonProps) {
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  const add = async (whom: Whom): Promise<void> => {
    try {
      await onAdd(whom);
      setEmail('');
      setProblem(null);
    } catch (error) {
      const { fields, form } = formErrors(error, ['email']);
      setProblem(fields['email'] ?? form);
    }
  };

  const addTyped = (): void => {
    if (email.trim() === '') setProblem('Type the email address of an account.');
    else void add({ email: email.trim() });
  };

  return (
    <>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
        <TextInput
          label={label}
          type="email"
          size="small"
          fullWidth
          autoComplete="off"
          value={email}
          onChange={({ target }) => {
            setEmail(target.value);
            setProblem(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // The dialog is one form, and Enter would save and close it.
            event.preventDefault();
            addTyped();
          }}
          hasError={problem !== null}
          helperText={problem}
        />
        <Button variant="outlined" disabled={isBusy} onClick={addTyped} sx={{ minHeight: 40 }}>
          Add
        </Button>
      </Box>
      {attendees.length > 0 && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          {attendees.slice(0, MAX_CHIPS).map(({ id, displayName }) => (
            <Chip
              key={id}
              variant="outlined"
              label={displayName}
              disabled={isBusy}
              aria-label={`Add ${isolate(displayName)}`}
              onClick={() => void add({ id })}
            />
          ))}
        </Box>
      )}
    </>
  );
}
