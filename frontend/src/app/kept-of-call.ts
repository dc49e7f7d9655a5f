import { isOver } from '../call/session/call-machine';
import type { OpenCall } from './open-call';

/** What a page keeps of its call for the next call of the same room. */
export class KeptOfCall {
  #draft = '';
  #call: OpenCall['call'] | null = null;

  /** Gives the unsent text of the chat to a new call. */
  open({ call, chat }: OpenCall): void {
    this.#call = call;
    chat.draft.set(this.#draft);
  }

  close({ chat }: OpenCall): void {
    this.#draft = chat.draft.get();
  }

  /** Whether the call is over and its screen says why. */
  isOver(): boolean {
    return this.#call !== null && isOver(this.#call.snapshot.get().phase);
  }
}
