import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { loadPart } from '../core/load-part';
import { canReach } from './reach';
import { reloadOnce } from './reload-once';

type LazyPart<Props> = LazyExoticComponent<ComponentType<Props>>;

/** The code of a page could not be loaded, as the server cannot be reached. */
export class PageNotLoaded extends Error {
  override readonly name = 'PageNotLoaded';
}

/**
 * Loads the code of a page. Where that fails for long although the server answers, the document is
 * loaded anew: there may be a new version of all files by now.
 *
 * @throws PageNotLoaded if the server does not answer; else what the last try threw, where a new
 *   document did not help either.
 */
export async function loadPage<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await loadPart(load);
  } catch (error) {
    if (!(await canReach())) throw new PageNotLoaded('No answer from the server', { cause: error });
    if (!reloadOnce()) throw error;
    return new Promise(() => undefined);
  }
}

/** A page, or something on it, of which the code is loaded when it is first shown. */
export function lazyPage<Props>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  return lazy(async () => ({ default: await loadPage(load) }));
}

/** The same within a call, which ends for nothing that is missing: tried until it is there. */
export function lazyInCall<Props>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  return lazy(async () => ({ default: await loadPart(load, Infinity) }));
}
