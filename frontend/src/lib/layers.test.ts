import { expect, it } from 'vitest';
import { addLayer, layers } from './layers';

const layer = () => ({ close: () => undefined, closesOnEscape: true });

it('the newest layer is on top, and removing one keeps the others', () => {
  const [panel, dialog] = [layer(), layer()];
  const removePanel = addLayer(panel);
  const removeDialog = addLayer(dialog);
  expect(layers.get().at(-1)).toBe(dialog);
  removePanel();
  expect(layers.get()).toEqual([dialog]);
  removeDialog();
  removeDialog();
  expect(layers.get()).toEqual([]);
});
