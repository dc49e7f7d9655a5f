import { expect, it } from 'vitest';
import { addLayer, layers } from './layers';

const layer = () => ({ close: () => undefined, closesOnEscape: true });

it('the layer that came last is on top, and those below stay when one goes', () => {
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
