/** The Socket.IO rooms that the server publishes to; the glossary keeps "room" for our own rooms. */

/** The sockets of the participants of one meeting. */
export const meetingChannel = (meetingId: string): string => `m:${meetingId}`;

/** The sockets that watch a room from the lobby. */
export const watchChannel = (roomId: string): string => `w:${roomId}`;

/** The sockets of the clients that show a room, also after they left its meeting. */
export const roomChannel = (roomId: string): string => `r:${roomId}`;

/** Whether a channel is one of {@link roomChannel}. */
export const isRoomChannel = (channel: string): boolean => channel.startsWith('r:');

/** The sockets on which a host hears who knocks at the rooms that they host. */
export const hostChannel = (userId: string): string => `h:${userId}`;
