import { describe, expect, it } from 'vitest';
import { SenderParametersApplier, type DesiredEncoding } from './sender-parameters-applier';

const WISH: DesiredEncoding = { active: true, maxBitrate: 400_000, priority: 'low' };

interface Call {
  bitrate: number | undefined;
  options: unknown;
  settle(accepted: boolean): void;
}

/** A sender whose `setParameters` is settled by the test. */
function slowSender(): { sender: RTCRtpSender; calls: Call[] } {
  const calls: Call[] = [];
  const sender = {
    getParameters: () => ({ encodings: [{}] }),
    setParameters: ({ encodings }: RTCRtpSendParameters, options: unknown) =>
      new Promise<void>((resolve, reject) => {
        calls.push({
          bitrate: encodings[0]?.maxBitrate,
          options,
          settle: (accepted) => (accepted ? resolve() : reject(new Error('refused'))),
        });
      }),
  };
  return { sender: sender as unknown as RTCRtpSender, calls };
}

/** Lets everything run that waits for nothing but its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A control whose first wish was done. */
async function settledControl(): Promise<{ control: SenderParametersApplier; calls: Call[] }> {
  const { sender, calls } = slowSender();
  const control = new SenderParametersApplier(sender);
  control.apply(WISH);
  calls[0]?.settle(true);
  await turn();
  return { control, calls };
}

describe('the parameters of a sender', () => {
  it('are set one call at a time, and what was overtaken is never set', async () => {
    const { sender, calls } = slowSender();
    const control = new SenderParametersApplier(sender);
    control.apply(WISH);
    control.apply({ ...WISH, maxBitrate: 250_000 });
    control.apply({ ...WISH, maxBitrate: 150_000 });
    expect(calls).toHaveLength(1);
    calls[0]?.settle(true);
    await turn();
    expect(calls.map(({ bitrate }) => bitrate)).toEqual([400_000, 150_000]);
  });

  it('are not set again when nothing is wished anew', async () => {
    const { control, calls } = await settledControl();
    control.apply({ ...WISH });
    await turn();
    expect(calls).toHaveLength(1);
  });

  it('ask for one key frame, once, though nothing else changes', async () => {
    const { control, calls } = await settledControl();
    control.sendKeyFrame();
    calls[1]?.settle(true);
    await turn();
    expect(calls.map(({ options }) => options)).toEqual([
      undefined,
      { encodingOptions: [{ keyFrame: true }] },
    ]);
  });

  it('ask again after the negotiation that refused the key frame', async () => {
    const { control, calls } = await settledControl();
    control.sendKeyFrame();
    calls[1]?.settle(false);
    await turn();
    control.refresh();
    expect(calls[2]?.options).toEqual({ encodingOptions: [{ keyFrame: true }] });
  });
});
