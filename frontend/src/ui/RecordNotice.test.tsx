// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { renderComponent, screen } from '../testing/render-component';
import { RecordNotice } from './RecordNotice';

test.each([
  [null, /^Chat and attendance are kept: during/],
  ['forever', /kept until the owner of the room deletes them/],
  ['days30', /kept for 30 days after the meeting/],
  ['year', /kept for one year after the meeting/],
  ['outline', /everything is deleted except that it took place/],
] as const)('with retention %s, one sentence says who reads and how long', (retention, words) => {
  renderComponent(<RecordNotice retention={retention} />);
  const { textContent } = screen.getByText(words);
  expect(textContent?.match(/[.!?]/g)).toHaveLength(1);
});
