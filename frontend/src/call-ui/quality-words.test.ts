import { expect, it } from 'vitest';
import { qualityWords } from './quality-words';

it('the text has the connection quality and its reason if there is one', () => {
  expect(qualityWords('good', null)).toBe('good');
  expect(qualityWords('unknown', null)).toBe('not measured yet');
  expect(qualityWords('poor', { kind: 'loss', percent: 12 })).toMatch(
    /^poor — 12\s?% of the data is lost$/,
  );
  expect(qualityWords('fair', { kind: 'delay', milliseconds: 400 })).toMatch(
    /^fair — delay of 400\s?ms$/,
  );
  expect(qualityWords('poor', { kind: 'bandwidth', available: 120_000 })).toBe(
    'poor — too little bandwidth for clear video',
  );
});
