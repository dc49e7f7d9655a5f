import { zodResolver } from '@hookform/resolvers/zod';
import { parseRoomCode, ROOM_CODE_RULE } from '@parley/shared/room-code';
import { roomNameSchema } from '@parley/shared/rooms';
import { useSnackbar } from 'notistack';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { createRoomKey, keyCheckOf } from '../../core/room-key';
import { isolate } from '../../lib/isolate';
import { roomKeys } from '../../lib/room-keys';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';
import { showFormErrors } from '../../ui/show-form-errors';
import { MOST } from './capacity';
import { CapacityField } from './CapacityField';
import { EncryptionSwitch } from './EncryptionField';
import { useCreateRoom } from './room-api';

const schema = z.strictObject({
  name: roomNameSchema,
  /** Empty for a code that the server generates. */
  code: z
    .string()
    .refine((code) => code.trim() === '' || parseRoomCode(code) !== null, ROOM_CODE_RULE),
  capacity: z.number(),
  isEncrypted: z.boolean(),
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
    defaultValues: { name: '', code: '', capacity: MOST, isEncrypted: false },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ name, code, capacity, isEncrypted }) => {
    try {
      const roomKey = isEncrypted ? createRoomKey() : null;
      const { room } = await createRoom.mutateAsync({
        name,
        ...(capacity !== MOST && { capacity }),
        ...(code.trim() !== '' && { code }),
        ...(roomKey !== null && { keyCheck: await keyCheckOf(roomKey) }),
      });
      if (roomKey !== null) roomKeys.replace(room.code, roomKey);
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
      <Controller
        control={form.control}
        name="isEncrypted"
        render={({ field }) => <EncryptionSwitch isOn={field.value} onChange={field.onChange} />}
      />
    </FormDialog>
  );
}
