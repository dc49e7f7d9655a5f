import { zodResolver } from '@hookform/resolvers/zod';
import { type Room, roomNameSchema } from '@parley/shared/rooms';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';
import { showFormErrors } from '../../ui/show-form-errors';
import { capacityChoices } from './capacity';
import { CapacityField } from './CapacityField';
import { useMaxCapacity, useUpdateRoom } from './room-api';

const schema = z.strictObject({ name: roomNameSchema, capacity: z.number() });

/** The form for the name and the capacity of a room. Sends only what changed. */
export function RoomSettingsDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const updateRoom = useUpdateRoom(room.code);
  const maxCapacity = useMaxCapacity() ?? room.capacity;
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { name: room.name, capacity: room.capacity },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ name, capacity }) => {
    try {
      const change = {
        ...(name !== room.name && { name }),
        ...(capacity !== room.capacity && { capacity }),
      };
      if (Object.keys(change).length > 0) await updateRoom.mutateAsync(change);
      onClose();
    } catch (error) {
      showFormErrors(form, error, ['name', 'capacity']);
    }
  });

  return (
    <FormDialog
      title="Name and size"
      action="Save"
      busy={updateRoom.isPending}
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
      <CapacityField
        control={form.control}
        name="capacity"
        choices={capacityChoices(maxCapacity, room.capacity)}
        problem={errors.capacity?.message}
      />
    </FormDialog>
  );
}
