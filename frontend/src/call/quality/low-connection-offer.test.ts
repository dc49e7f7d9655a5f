import { expect, it } from 'vitest';
import { LowConnectionOffer } from './low-connection-offer';

const MINUTE = 60_000;

function poorSince(at: number): LowConnectionOffer {
  const offer = new LowConnectionOffer();
  offer.observe('poor', false, at);
  return offer;
}

it('the offer opens when the connection has been poor for eight seconds', () => {
  const offer = poorSince(0);
  offer.observe('poor', false, 6_000);
  expect(offer.open).toBe(false);
  offer.observe('poor', false, 8_000);
  expect(offer.open).toBe(true);
});

it('the offer stays closed for bad moments with better ones between them', () => {
  const offer = poorSince(0);
  offer.observe('fair', false, 6_000);
  offer.observe('poor', false, 8_000);
  offer.observe('poor', false, 14_000);
  expect(offer.open).toBe(false);
});

it('the offer stays closed while the low-connection mode is on', () => {
  const offer = poorSince(0);
  offer.observe('poor', false, 8_000);
  offer.observe('poor', true, 10_000);
  expect(offer.open).toBe(false);
  offer.observe('poor', true, 30_000);
  expect(offer.open).toBe(false);
});

it('the offer stays open while the connection is fair and closes when it is good', () => {
  const offer = poorSince(0);
  offer.observe('poor', false, 8_000);
  offer.observe('fair', false, 20_000);
  expect(offer.open).toBe(true);
  offer.observe('good', false, 32_000);
  expect(offer.open).toBe(false);
});

it('the offer opens again five minutes after it was declined', () => {
  const offer = poorSince(0);
  offer.observe('poor', false, 8_000);
  offer.decline(9_000);
  expect(offer.open).toBe(false);
  offer.observe('poor', false, 5 * MINUTE);
  expect(offer.open).toBe(false);
  offer.observe('poor', false, 5 * MINUTE + 9_000);
  expect(offer.open).toBe(true);
});
