import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { formErrors } from '../lib/error-messages';

/**
 * Shows a server error at the fields that it names and focuses the first of them. An error that
 * names none of `names` becomes the form's `root` error.
 */
export function showFormErrors<T extends FieldValues>(
  form: UseFormReturn<T>,
  error: unknown,
  names: readonly Path<T>[],
): void {
  const found = formErrors(error, names);
  let isFirst = true;
  for (const name of names) {
    const message = found.fields[name];
    if (message === undefined) continue;
    form.setError(name, { type: 'server', message }, { shouldFocus: isFirst });
    isFirst = false;
  }
  if (found.form !== null) form.setError('root', { type: 'server', message: found.form });
}
