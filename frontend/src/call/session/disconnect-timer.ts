/** What is away for no longer is no news. */
const PATIENCE_MS = 3_000;

/** Notices that something stays away. */
export class DisconnectTimer {
  readonly #onLong: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLong = false;

  constructor(onLong: () => void) {
    this.#onLong = onLong;
  }

  /** It is away. Told at once where it has been for long, else when it will have been. */
  begin(): void {
    if (this.#isLong) return this.#onLong();
    this.#timer ??= setTimeout(() => {
      this.#isLong = true;
      this.#onLong();
    }, PATIENCE_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isLong = false;
  }
}
