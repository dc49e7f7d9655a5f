/** First how frames come and go, then, without streams, each frame. */
export type ToBlurWorker =
  | { readonly readable: ReadableStream; readonly writable: WritableStream }
  | { readonly canvas: OffscreenCanvas }
  | { readonly frame: ImageBitmap };

/** `running`: the first blurred frame is out; `tick`: the next frame is wanted. */
export type FromBlurWorker = 'running' | 'tick' | 'failed';
