import type { HostAct, hostCommands } from '@parley/shared/host-controls';
import type { CommandData, CommandPayload } from '@parley/shared/socket-events';
import type { SocketServer } from '../platform/socket';
import type { HostControlsService, HostPlace } from './host-controls.service';

type HostCommand = keyof typeof hostCommands;

const DONE = {};

/** What each command asks for. */
const ACTS: { readonly [C in HostCommand]: (payload: CommandPayload<C>) => HostAct } = {
  'participant:mute': ({ id, mayUnmute }) => ({ kind: 'mute', id, mayUnmute }),
  'meeting:mute-all': ({ mayUnmute }) => ({ kind: 'mute_all', mayUnmute }),
  'participant:ask-to-unmute': ({ id }) => ({ kind: 'ask_to_unmute', id }),
  'participant:stop-camera': ({ id }) => ({ kind: 'stop_camera', id }),
  'participant:stop-share': ({ id }) => ({ kind: 'stop_share', id }),
  'participant:remove': ({ id, keepOut }) => ({ kind: 'remove', id, keepOut }),
  'participant:promote': ({ id, isStored }) => ({ kind: 'promote', id, isStored }),
  'participant:demote': ({ id, isStored }) => ({ kind: 'demote', id, isStored }),
  'meeting:set-controls': (change) => ({ kind: 'set_controls', change }),
  'meeting:end-for-all': () => ({ kind: 'end' }),
};

/**
 * Registers the commands of hosts.
 * @param placeOf throws NOT_A_MEMBER if the socket has no seat
 */
export function registerHostCommands(
  sockets: SocketServer,
  service: HostControlsService,
  placeOf: (socketId: string) => HostPlace,
): void {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- ties the payload to the command
  const register = <C extends HostCommand>(command: C): void =>
    sockets.onCommand(command, async (payload, socket) => {
      const { identity, address } = socket.data;
      const { userId, sessionId } = identity;
      const trace = { userId, sessionId, address, target: command };
      await service.act(placeOf(socket.id), ACTS[command](payload), trace);
      return DONE as CommandData<C>;
    });
  for (const command of Object.keys(ACTS) as HostCommand[]) register(command);
}
