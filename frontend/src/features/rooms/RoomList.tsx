import Add from '@mui/icons-material/Add';
import Button from '@mui/material/Button';
import { Suspense, useState } from 'react';
import { lazyPage } from '../../lib/lazy-part';
import { EmptyState } from '../../ui/EmptyState';
import { LoadError } from '../../ui/LoadError';
import { LoadMore } from '../../ui/LoadMore';
import { RowList, RowsSkeleton } from '../../ui/Row';
import { Section } from '../../ui/Section';
import { useMaxCapacity, useRooms } from './room-api';
import { RoomRow } from './RoomRow';

const NewRoomDialog = lazyPage(async () => (await import('./NewRoomDialog')).NewRoomDialog);

/** The user's rooms, the last used one first. */
export function RoomList() {
  const [isCreating, setIsCreating] = useState(false);
  const maxCapacity = useMaxCapacity();
  return (
    <Section
      title="Your rooms"
      action={
        <Button
          size="small"
          startIcon={<Add />}
          disabled={maxCapacity === undefined}
          onClick={() => setIsCreating(true)}
        >
          New room with a name
        </Button>
      }
    >
      <Rooms />
      {isCreating && maxCapacity !== undefined && (
        <Suspense>
          <NewRoomDialog maxCapacity={maxCapacity} onClose={() => setIsCreating(false)} />
        </Suspense>
      )}
    </Section>
  );
}

function Rooms() {
  const rooms = useRooms();
  if (rooms.isPending) return <RowsSkeleton rows={3} label="your rooms" />;
  if (rooms.data === undefined) {
    return <LoadError error={rooms.error} onRetry={() => void rooms.refetch()} />;
  }
  const found = rooms.data.pages.flatMap((page) => page.rooms);
  if (found.length === 0) {
    return (
      <EmptyState text="Rooms that you open stay here, each with a link that keeps working. Start with a new meeting, or give a room a name." />
    );
  }
  return (
    <>
      <RowList label="Your rooms">
        {found.map((room) => (
          <RoomRow key={room.code} room={room} />
        ))}
      </RowList>
      <LoadMore list={rooms} />
    </>
  );
}
