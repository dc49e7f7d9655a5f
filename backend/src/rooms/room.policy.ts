/** Whether a user may rename, resize and delete a room, and read all its meetings. */
export function ownsRoom(room: { ownerId: { toString(): string } }, userId: string): boolean {
  return room.ownerId.toString() === userId;
}
