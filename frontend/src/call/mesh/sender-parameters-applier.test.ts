import { expect, it } from 'vitest';
import { SenderParametersApplier, type DesiredEncoding } from './sender-parameters-applier';

const DESIRED: DesiredEncoding = { active: true, maxBitrate: 400_000, priority: 'low' };

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

/** Runs every task that is ready. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An applier that has applied its first encoding. */
async function settledApplier(): Promise<{ applier: SenderParametersApplier; calls: Call[] }> {
  const { sender, calls } = slowSender();
  const applier = new SenderParametersApplier(sender);
  applier.apply(DESIRED);
  calls[0]?.settle(true);
  await turn();
  return { applier, calls };
}

it('SenderParametersApplier makes one call at a time and skips encodings that were replaced while they waited', async () => {
  const { sender, calls } = slowSender();
  const applier = new SenderParametersApplier(sender);
  applier.apply(DESIRED);
  applier.apply({ ...DESIRED, maxBitrate: 250_000 });
  applier.apply({ ...DESIRED, maxBitrate: 150_000 });
  expect(calls).toHaveLength(1);
  calls[0]?.settle(true);
  await turn();
  expect(calls.map(({ bitrate }) => bitrate)).toEqual([400_000, 150_000]);
});

it('SenderParametersApplier makes no call for an unchanged encoding', async () => {
  const { applier, calls } = await settledApplier();
  applier.apply({ ...DESIRED });
  await turn();
  expect(calls).toHaveLength(1);
});

it('SenderParametersApplier asks once for a key frame although nothing else changes', async () => {
  const { applier, calls } = await settledApplier();
  applier.sendKeyFrame();
  calls[1]?.settle(true);
  await turn();
  expect(calls.map(({ options }) => options)).toEqual([
    undefined,
    { encodingOptions: [{ keyFrame: true }] },
  ]);
});

it('SenderParametersApplier asks again for a key frame that was refused during a negotiation', async () => {
  const { applier, calls } = await settledApplier();
  applier.sendKeyFrame();
  calls[1]?.settle(false);
  await turn();
  applier.refresh();
  expect(calls[2]?.options).toEqual({ encodingOptions: [{ keyFrame: true }] });
});
