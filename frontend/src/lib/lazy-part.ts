import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { loadPart } from '../core/load-part';
import { createLog } from '../core/log';
import { canReach } from './reach';
import { reloadOnce } from './reload-once';

const log = createLog('app');

type LazyPart<Props> = LazyExoticComponent<ComponentType<Props>>;

/** The code of a page did not load because the server cannot be reached. */
export class PageNotLoaded extends Error {
  override readonly name = 'PageNotLoaded';
}

/**
 * Loads the code of a page. If that keeps failing although the server answers, the document reloads:
 * the files may have new names after an update.
 *
 * @throws {PageNotLoaded} if the server does not answer.
 * @throws the error of the last attempt if a reload did not help either.
 */
export async function loadPage<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await loadPart(load);
  } catch (error) {
    log.warn('the code of a page did not load', { error });
    if (!(await canReach())) throw new PageNotLoaded('No answer from the server', { cause: error });
    if (!reloadOnce()) throw error;
    return new Promise(() => undefined);
  }
}

/** A component whose code loads when it is first rendered. */
export function lazyPage<Props>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  return lazy(async () => ({ default: await loadPage(load) }));
}

/** The same for a component in a call. It tries for ever, since missing code must not end a call. */
export function lazyInCall<Props>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  return lazy(async () => ({ default: await loadPart(load, Infinity) }));
}
