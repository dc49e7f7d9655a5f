import type { ActionPerson, HostAction } from './host-controls';
import { nameLabel } from './participants';

/**
 * What a host did, as the record shows it: `Ana removed Ben`.
 *
 * @param show applied to every name in the sentence
 */
export function hostActionWords(
  { kind, actor, target }: HostAction,
  show: (label: string) => string = (label) => label,
): string {
  const nameOf = (person: ActionPerson | undefined): string =>
    person === undefined ? 'somebody' : show(nameLabel(person));
  const [host, person] = [nameOf(actor), nameOf(target)];
  switch (kind) {
    case 'mute':
      return `${host} muted ${person}`;
    case 'mute_all':
      return `${host} muted everybody`;
    case 'ask_to_unmute':
      return `${host} asked ${person} to unmute`;
    case 'stop_camera':
      return `${host} turned the camera of ${person} off`;
    case 'stop_share':
      return `${host} stopped the screen that ${person} shared`;
    case 'remove':
      return `${host} removed ${person}`;
    case 'keep_out':
      return `${host} removed ${person} and keeps them out`;
    case 'promote':
      return `${host} made ${person} a co-host`;
    case 'demote':
      return `${host} removed ${person} as a co-host`;
    case 'lock':
      return `${host} locked the meeting`;
    case 'unlock':
      return `${host} unlocked the meeting`;
    case 'chat_off':
      return `${host} turned the chat off`;
    case 'chat_on':
      return `${host} turned the chat on`;
    case 'share_off':
      return `${host} turned sharing off`;
    case 'share_on':
      return `${host} turned sharing on`;
    case 'unmute_off':
      return `${host} stopped people from unmuting themselves`;
    case 'unmute_on':
      return `${host} let people unmute themselves`;
    case 'admit':
      return `${host} let ${person} in`;
    case 'refuse':
      return `${host} refused ${person}`;
    case 'end':
      return `${host} ended the meeting for everybody`;
  }
}
