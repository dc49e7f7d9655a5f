// @vitest-environment jsdom
import { Route, Routes, useLocation } from 'react-router';
import { expect, test } from 'vitest';
import { renderComponent, screen } from '../../testing/render-component';
import { JoinForm } from './JoinForm';

function Path() {
  return <output>{useLocation().pathname}</output>;
}

function renderForm() {
  return renderComponent(
    <>
      <Path />
      <Routes>
        <Route path="/" element={<JoinForm />} />
        <Route path="*" element={null} />
      </Routes>
    </>,
  );
}

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Code or link' });
const path = () => screen.getByRole('status').textContent;

test.each([
  ['a code', 'team-monday'],
  ['a code with spaces and capitals', ' Team Monday '],
  ['a link', 'https://parley.example.org/r/team-monday'],
])('%s opens the room', async (_what, typed) => {
  const { user } = renderForm();
  await user.type(field(), `${typed}{Enter}`);
  expect(path()).toBe('/r/team-monday');
});

test('an invalid code is an error of the field until the user changes it', async () => {
  const { user } = renderForm();
  await user.type(field(), '!');
  await user.click(screen.getByRole('button', { name: 'Join' }));
  expect(path()).toBe('/');
  expect(field().getAttribute('aria-invalid')).toBe('true');
  await user.type(field(), 'x');
  expect(field().getAttribute('aria-invalid')).not.toBe('true');
});
