import type { Page, WebSocket } from '@playwright/test';

/** The steps of a move as they pass through a client's socket, in order. */
export const STEPS = {
  /** The server has told this client to try the new route. */
  started: /"move:started"/,
  /** This client has reported that media of everybody arrive on the new route. */
  proved: /"move:confirm".*"proved"/,
  /** The server has told this client to show the new route. */
  switched: /"move:switched"/,
  /** This client has reported that it shows the new route. */
  shown: /"move:confirm".*"switched"/,
  /** The server has told this client who has switched so far. */
  settled: /"move:settled"/,
  /** Everybody has switched. */
  done: /"move:settled".*"isDone":true/,
} as const;

export type Step = keyof typeof STEPS;

/** Watches all text that a page sends and receives on its sockets, from before it opens them. */
export class SocketFrames {
  /** What has passed about moves, for the report of a failure. */
  readonly steps: string[] = [];
  readonly #waiting = new Set<{ step: RegExp; resolve: () => void }>();

  constructor(page: Page) {
    page.on('websocket', (socket) => this.#watch(socket));
  }

  /** Resolves at the next time this step passes. */
  next(step: Step): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add({ step: STEPS[step], resolve });
    });
  }

  #watch(socket: WebSocket): void {
    const onFrame = ({ payload }: { payload: string | Buffer }): void => {
      if (typeof payload !== 'string') return;
      const [move] = /"(move|sfu):.*/.exec(payload) ?? [];
      if (move)
        this.steps.push(`${new Date().toISOString()} ${move.replace(/"token":"[^"]*"/, '')}`);
      for (const waiting of this.#waiting) {
        if (!waiting.step.test(payload)) continue;
        this.#waiting.delete(waiting);
        waiting.resolve();
      }
    };
    socket.on('framesent', onFrame);
    socket.on('framereceived', onFrame);
  }
}
