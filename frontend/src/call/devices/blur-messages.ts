/** First how frames come and go, then, without streams, each picture. */
export type ToBlurWorker =
  | { readonly readable: ReadableStream; readonly writable: WritableStream }
  | { readonly canvas: OffscreenCanvas }
  | { readonly picture: ImageBitmap };

/** `running`: the first blurred frame is out; `tick`: the next picture is wanted. */
export type FromBlurWorker = 'running' | 'tick' | 'failed';
