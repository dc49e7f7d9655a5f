import type { LoadSfuPlane } from '../call/sfu/sfu-plane';
import { EncryptionError, mediaKeyOf } from '../core/room-key';
import { type RoomKeys, roomKeys } from '../lib/room-keys';

/**
 * Creates connections to the SFU for the call in a room. In an end-to-end encrypted room they are
 * encrypted or do not come about. A browser that we do not know to encrypt may only try in a move,
 * in which all clients prove that they can decrypt each other.
 *
 * @param keyCheck that of the room; it is read for each connection
 */
export function sfuLoader(
  code: string,
  keyCheck: () => string | undefined,
  keys: Pick<RoomKeys, 'check'> = roomKeys,
): LoadSfuPlane {
  /** The move in which this browser has tried. It loses the connection only after that succeeded. */
  let triedIn: number | null = null;
  return async () => {
    const [{ createLivekitPlane }, { encryptionSupport }] = await Promise.all([
      import('../call/sfu/livekit-plane'),
      import('../call/sfu/sfu-encryption'),
    ]);
    return async (gen, isMove) => {
      const { roomKey, problem } = await keys.check(code, keyCheck());
      if (problem !== null) throw new EncryptionError(problem);
      if (roomKey === null) return createLivekitPlane(null);
      if (isMove) triedIn = gen;
      const support = encryptionSupport();
      if (support === 'none' || (support === 'unproven' && triedIn !== gen)) {
        throw new EncryptionError('ENCRYPTION_UNSUPPORTED');
      }
      return createLivekitPlane(await mediaKeyOf(roomKey, gen));
    };
  };
}
