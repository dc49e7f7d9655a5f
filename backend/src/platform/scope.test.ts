import { expect, test } from 'vitest';
import { createScope } from './scope';

test('a scope closes in reverse order, once, and goes on after a failure', async () => {
  const scope = createScope();
  const closed: string[] = [];
  scope.add(() => void closed.push('first'));
  scope.add(() => {
    throw new Error('the second fails');
  });
  scope.add(() => void closed.push('third'));
  await expect(scope.close()).rejects.toThrow('the second fails');
  await expect(scope.close()).rejects.toThrow('the second fails');
  expect(closed).toEqual(['third', 'first']);
});
