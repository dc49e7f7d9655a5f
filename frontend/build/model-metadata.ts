import { Builder, ByteBuffer } from 'flatbuffers';

/** Fields of the table `Model` in the TensorFlow Lite schema (`tensorflow/lite/schema/schema.fbs`). */
const ModelField = { version: 0, buffers: 4, metadataBuffer: 5, metadata: 6, count: 8 } as const;
/** Operator codes, subgraphs, description and signatures: the new table points to the old values. */
const KEPT = [1, 2, 3, 7] as const;
/** The task runner finds its metadata under this name. */
const METADATA_NAME = 'TFLITE_METADATA';
/** The schema wants the content of buffers at multiples of this. */
const BUFFER_ALIGNMENT = 16;

/**
 * Adds the metadata that MediaPipe's task runner needs and that the published segmentation model
 * lacks: how a pixel becomes a number. FlatBuffers are built from back to front, so the model comes
 * first and stays as it is; a new root table in front of it points into it.
 *
 * @param model a TensorFlow Lite model
 * @param deviation the model expects pixel values (0 to 255) divided by this
 */
export function withNormalization(model: Uint8Array, deviation: number): Uint8Array<ArrayBuffer> {
  const old = new OldModel(model);
  const builder = new Builder(model.length + 4_096);
  builder.prep(BUFFER_ALIGNMENT, model.length);
  prepend(builder, model);
  const end = builder.offset();
  /** Builders count offsets from the end of the result. */
  const fromEnd = (position: number): number => end - position;

  const buffers = old.elements(ModelField.buffers).map(fromEnd);
  buffers.push(bufferOf(builder, normalization(deviation)));
  const metadata = old.elements(ModelField.metadata).map(fromEnd);
  metadata.push(metadataEntry(builder, buffers.length - 1));
  const newBuffers = offsetsOf(builder, buffers);
  const newMetadata = offsetsOf(builder, metadata);

  builder.startObject(ModelField.count);
  builder.addFieldInt32(ModelField.version, old.version, 0);
  for (const field of KEPT) {
    const target = old.target(field);
    if (target !== null) builder.addFieldOffset(field, fromEnd(target), 0);
  }
  builder.addFieldOffset(ModelField.buffers, newBuffers, 0);
  builder.addFieldOffset(ModelField.metadata, newMetadata, 0);
  builder.finish(builder.endObject(), 'TFL3');
  return new Uint8Array(builder.asUint8Array());
}

/** `ModelMetadata` (`tflite-support/metadata_schema.fbs`) with one input that is normalized. */
function normalization(deviation: number): Uint8Array {
  const builder = new Builder();
  const floats = (value: number): number => {
    builder.startVector(4, 1, 4);
    builder.addFloat32(value);
    return builder.endVector();
  };
  const [mean, deviations] = [floats(0), floats(deviation)];
  builder.startObject(2);
  builder.addFieldOffset(0, mean, 0);
  builder.addFieldOffset(1, deviations, 0);
  const options = builder.endObject();
  builder.startObject(2);
  // The first kind of `ProcessUnitOptions` is `NormalizationOptions`.
  builder.addFieldInt8(0, 1, 0);
  builder.addFieldOffset(1, options, 0);
  const processUnit = builder.endObject();
  const input = tableWith(builder, 4, offsetsOf(builder, [processUnit]));
  const subgraph = tableWith(builder, 2, offsetsOf(builder, [input]));
  builder.finish(tableWith(builder, 3, offsetsOf(builder, [subgraph])), 'M001');
  return builder.asUint8Array();
}

/** An entry of `Model.metadata`, which names the buffer with this index. */
function metadataEntry(builder: Builder, bufferIndex: number): number {
  const name = builder.createString(METADATA_NAME);
  builder.startObject(2);
  builder.addFieldOffset(0, name, 0);
  builder.addFieldInt32(1, bufferIndex, 0);
  return builder.endObject();
}

function bufferOf(builder: Builder, content: Uint8Array): number {
  builder.startVector(1, content.length, BUFFER_ALIGNMENT);
  prepend(builder, content);
  return tableWith(builder, 0, builder.endVector());
}

function tableWith(builder: Builder, field: number, offset: number): number {
  builder.startObject(field + 1);
  builder.addFieldOffset(field, offset, 0);
  return builder.endObject();
}

function offsetsOf(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}

/** Room for `bytes` was made by `prep` or `startVector`. */
function prepend(builder: Builder, bytes: Uint8Array): void {
  for (const byte of bytes.toReversed()) builder.writeInt8(byte);
}

/** Finds what the root table of a model refers to. */
class OldModel {
  readonly #bytes: ByteBuffer;
  readonly #root: number;

  constructor(model: Uint8Array) {
    this.#bytes = new ByteBuffer(model);
    this.#root = this.#bytes.readInt32(0);
  }

  get version(): number {
    const at = this.#position(ModelField.version);
    return at === null ? 0 : this.#bytes.readInt32(at);
  }

  /** The position that the offset in this field points to; null if the field is missing. */
  target(field: number): number | null {
    const at = this.#position(field);
    return at === null ? null : this.#bytes.__indirect(at);
  }

  /** The positions of the tables in a vector of tables. */
  elements(field: number): number[] {
    const vector = this.target(field);
    if (vector === null) return [];
    return Array.from({ length: this.#bytes.readInt32(vector) }, (_, index) =>
      this.#bytes.__indirect(vector + 4 + 4 * index),
    );
  }

  #position(field: number): number | null {
    const offset = this.#bytes.__offset(this.#root, 4 + 2 * field);
    return offset === 0 ? null : this.#root + offset;
  }
}
