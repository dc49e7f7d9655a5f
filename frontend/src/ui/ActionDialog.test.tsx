// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { fireEvent, renderComponent, screen, within } from '../testing/render-component';
import { ActionDialog } from './ActionDialog';

const BEN = { id: 'b'.repeat(24), displayName: 'Ben', nameNumber: 2 };

function renderDialog() {
  const onSubmit = vi.fn();
  const rendered = renderComponent(
    <ActionDialog
      title="Mark as action"
      action="Mark as action"
      start={{ text: 'Send the contract', assigneeId: null, dueOn: null }}
      people={[BEN]}
      busy={false}
      problem={undefined}
      onSubmit={onSubmit}
      onClose={() => undefined}
    />,
  );
  return { onSubmit, ...rendered };
}

const text = () =>
  screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'What has to be done' });
const submit = () => screen.getByRole('button', { name: 'Mark as action' });

test('the dialog starts with the text of the line, which has the focus', async () => {
  const { onSubmit, user } = renderDialog();
  expect(text().value).toBe('Send the contract');
  expect(document.activeElement).toBe(text());
  await user.click(submit());
  expect(onSubmit).toHaveBeenCalledWith({
    text: 'Send the contract',
    assigneeId: null,
    dueOn: null,
  });
});

test('wording, assignee and due date are given to the caller, and Enter sends them', async () => {
  const { onSubmit, user } = renderDialog();
  await user.click(screen.getByRole('combobox', { name: 'Assignee' }));
  await user.click(within(screen.getByRole('listbox')).getByRole('option', { name: 'Ben (2)' }));
  fireEvent.change(screen.getByLabelText('Due date (optional)'), {
    target: { value: '2026-12-24' },
  });
  await user.clear(text());
  await user.type(text(), 'Send the new contract{Enter}');
  expect(onSubmit).toHaveBeenCalledWith({
    text: 'Send the new contract',
    assigneeId: BEN.id,
    dueOn: '2026-12-24',
  });
});

test('an empty wording is refused at its field', async () => {
  const { onSubmit, user } = renderDialog();
  await user.clear(text());
  await user.click(submit());
  expect(onSubmit).not.toHaveBeenCalled();
  screen.getByText('Must not be empty');
});
