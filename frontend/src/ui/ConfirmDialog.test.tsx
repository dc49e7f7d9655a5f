// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { layers } from '../lib/layers';
import { renderComponent, screen } from '../testing/render-component';
import { ConfirmDialog } from './ConfirmDialog';

function renderDialog(busy = false) {
  const onConfirm = vi.fn();
  const onClose = vi.fn();
  const rendered = renderComponent(
    <ConfirmDialog
      open
      title="Delete this room?"
      text="Its link stops working."
      action="Delete"
      busy={busy}
      onConfirm={onConfirm}
      onClose={onClose}
    />,
  );
  return { onConfirm, onClose, ...rendered };
}

test('the dialog has its question as name and its consequence as description', () => {
  renderDialog();
  const dialog = screen.getByRole('alertdialog', { name: 'Delete this room?' });
  const description = document.getElementById(dialog.getAttribute('aria-describedby') ?? '');
  expect(description?.textContent).toBe('Its link stops working.');
});

test('only the action confirms', async () => {
  const { onConfirm, onClose, user } = renderDialog();
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await user.keyboard('{Escape}');
  expect([onConfirm.mock.calls.length, onClose.mock.calls.length]).toEqual([0, 2]);
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  expect([onConfirm.mock.calls.length, onClose.mock.calls.length]).toEqual([1, 2]);
});

test('the action cannot be pressed again while it is busy', () => {
  renderDialog(true);
  const action = screen.getByRole<HTMLButtonElement>('button', { name: /Delete/ });
  expect(action.disabled).toBe(true);
});

test('Back closes an open dialog, which is a layer', () => {
  const { onClose } = renderDialog();
  layers.get().at(-1)?.close();
  expect(onClose).toHaveBeenCalledOnce();
});
