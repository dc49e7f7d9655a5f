import { zodResolver } from '@hookform/resolvers/zod';
import Divider from '@mui/material/Divider';
import { DEFAULT_RETENTION, type Retention, retentionSchema } from '@parley/shared/retention';
import { roomAccessSchema } from '@parley/shared/roles';
import { type Room, roomNameSchema, roomPasswordSchema } from '@parley/shared/rooms';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { createRoomKey, keyCheckOf } from '../../core/room-key';
import { roomKeys } from '../../lib/room-keys';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';
import { showFormErrors } from '../../ui/show-form-errors';
import { AccessField } from './AccessField';
import { MOST } from './capacity';
import { CapacityField } from './CapacityField';
import { EncryptionField } from './EncryptionField';
import { type RoomChange, useMaxCapacity, useUpdateRoom } from './room-api';
import { RetentionField } from './RetentionField';
import { RoomPasswordField } from './RoomPasswordField';
import { RoomPeople } from './RoomPeople';

const schema = z.strictObject({
  name: roomNameSchema,
  capacity: z.number(),
  access: roomAccessSchema,
  retention: retentionSchema,
  password: z.strictObject({
    password: roomPasswordSchema.or(z.literal('')).nullable(),
    isInLink: z.boolean(),
  }),
  encryption: z.strictObject({ isOn: z.boolean(), isNewKey: z.boolean() }),
});
type Values = z.infer<typeof schema>;

/** The settings of a room: name and size, who may enter, and the people of the room. */
export function RoomSettingsDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const updateRoom = useUpdateRoom(room.code);
  const maxCapacity = useMaxCapacity() ?? room.capacity;
  const hasPassword = room.hasPassword === true;
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      name: room.name,
      capacity: room.chosenCapacity ?? MOST,
      access: room.access,
      retention: retentionOf(room),
      password: { password: '', isInLink: room.inviteKey !== undefined },
      encryption: { isOn: room.keyCheck !== undefined, isNewKey: false },
    },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      const roomKey = needsKey(room, values) ? createRoomKey() : null;
      const keyCheck = roomKey === null ? null : await keyCheckOf(roomKey);
      const change = changeOf(room, values, keyCheck);
      if (Object.keys(change).length > 0) await updateRoom.mutateAsync(change);
      if (roomKey !== null) roomKeys.replace(room.code, roomKey);
      else if (change.keyCheck === null) roomKeys.forget(room.code);
      onClose();
    } catch (error) {
      showFormErrors(form, error, ['name', 'capacity', 'password']);
    }
  });

  return (
    <FormDialog
      title="Room settings"
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
        max={maxCapacity}
        current={room.chosenCapacity ?? MOST}
        hint={room.waitsForSfu === true ? reducedHint(room.capacity) : undefined}
        problem={errors.capacity?.message}
      />
      <Controller
        control={form.control}
        name="access"
        render={({ field }) => <AccessField value={field.value} onChange={field.onChange} />}
      />
      <Controller
        control={form.control}
        name="password"
        render={({ field }) => (
          <RoomPasswordField
            hasPassword={hasPassword}
            value={field.value}
            onChange={field.onChange}
            problem={errors.password?.message ?? errors.password?.password?.message}
          />
        )}
      />
      <Controller
        control={form.control}
        name="retention"
        render={({ field }) => <RetentionField value={field.value} onChange={field.onChange} />}
      />
      <Controller
        control={form.control}
        name="encryption"
        render={({ field }) => (
          <EncryptionField room={room} value={field.value} onChange={field.onChange} />
        )}
      />
      <Divider />
      <RoomPeople code={room.code} />
    </FormDialog>
  );
}

const retentionOf = ({ retention = DEFAULT_RETENTION }: Room): Retention => retention;

const reducedHint = (capacity: number): string =>
  `Only ${capacity} at the moment: the media server does not answer. Whoever runs this server can start it again.`;

/** Whether the owner turns encryption on or wants another key. */
const needsKey = (room: Room, { encryption: { isOn, isNewKey } }: Values): boolean =>
  isOn && (isNewKey || room.keyCheck === undefined);

/**
 * Only what the owner has changed.
 *
 * @param keyCheck of a new room key; null without one
 */
function changeOf(room: Room, values: Values, keyCheck: string | null): RoomChange {
  const { name, capacity, access, retention, password, encryption } = values;
  const had = room.hasPassword === true;
  const hasNew = password.password !== '' && password.password !== null;
  const isRemoved = had && password.password === null;
  const wasInLink = room.inviteKey !== undefined;
  const linkChanges = hasNew ? true : had && !isRemoved && password.isInLink !== wasInLink;
  return {
    ...(name !== room.name && { name }),
    ...(capacity !== (room.chosenCapacity ?? MOST) && {
      capacity: capacity === MOST ? null : capacity,
    }),
    ...(access !== room.access && { access }),
    ...(retention !== retentionOf(room) && { retention }),
    ...(hasNew && { password: password.password }),
    ...(isRemoved && { password: null }),
    ...(keyCheck !== null && { keyCheck }),
    ...(!encryption.isOn && room.keyCheck !== undefined && { keyCheck: null }),
    ...(linkChanges && { isPasswordInLink: password.isInLink }),
  };
}
