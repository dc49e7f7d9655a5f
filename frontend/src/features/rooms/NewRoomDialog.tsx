import { zodResolver } from '@hookform/resolvers/zod';
import { parseRoomCode, ROOM_CODE_RULE } from '@parley/shared/room-code';
import { roomNameSchema } from '@parley/shared/rooms';
import { useSnackbar } from 'notistack';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { isolate } from '../../lib/isolate';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';
import { showFormErrors } from '../../ui/show-form-errors';
import { MOST } from './capacity';
import { CapacityField } from './CapacityField';
import { useCreateRoom } from './room-api';

const schema = z.strictObject({
  name: roomNameSchema,
  /** Empty for a code that the server generates. */
  code: z
    .string()
    .refine((code) => code.trim() === '' || parseRoomCode(code) !== null, ROOM_CODE_RULE),
  capacity: z.number(),
});

interface NewRoomDialogProps {
  /** The greatest capacity that this server allows. */
  maxCapacity: number;
  onClose: () => void;
}

/** The form for a room with a name. */
export function NewRoomDialog({ maxCapacity, onClose }: NewRoomDialogProps) {
  const createRoom = useCreateRoom();
  const { enqueueSnackbar } = useSnackbar();
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { name: '', code: '', capacity: MOST },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ name, code, capacity }) => {
    try {
      await createRoom.mutateAsync({
        name,
        ...(capacity !== MOST && { capacity }),
        ...(code.trim() !== '' && { code }),
      });
      enqueueSnackbar(`“${isolate(name)}” is ready.`);
      onClose();
    } catch (error) {
      showFormErrors(form, error, ['name', 'code', 'capacity']);
    }
  });

  return (
    <FormDialog
      title="New room with a name"
      action="Create room"
      busy={createRoom.isPending}
      problem={errors.root?.message}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <FormField
        label="Room name"
        autoComplete="off"
        takesFocus
        registration={form.register('name')}
        problem={errors.name?.message}
      />
      <FormField
        label="Own code (optional)"
        autoComplete="off"
        helperText="The end of the link, such as “team-monday”. Left empty, it is one that nobody can guess."
        registration={form.register('code')}
        problem={errors.code?.message}
        inputProps={{ autoCapitalize: 'none', spellCheck: false }}
      />
      <CapacityField
        control={form.control}
        name="capacity"
        max={maxCapacity}
        problem={errors.capacity?.message}
      />
    </FormDialog>
  );
}
