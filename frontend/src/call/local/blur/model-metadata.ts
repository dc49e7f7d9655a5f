/**
 * The segmentation model is published without the metadata that the task runner asks for: how
 * pixels become numbers. This adds it: a new head in front of the unchanged model, in the layout
 * of FlatBuffers (https://flatbuffers.dev/internals/) with the TensorFlow Lite schema and its
 * metadata schema. Offsets point forward and are relative, so the old bytes need no change.
 */
export function withNormalization(model: Uint8Array, deviation: number): Uint8Array<ArrayBuffer> {
  const old = new Reader(model);
  const fields = old.fields(old.target(0));
  const buffers = old.elements(fields.get(ModelField.buffers));
  const metadata = old.elements(fields.get(ModelField.metadata));
  const version = fields.get(ModelField.version);
  const kept = [...fields].filter(([id]) => KEPT.includes(id));

  const out = new Writer();
  const root = out.word(0);
  out.text('TFL3');
  const ids = [
    ModelField.version,
    ...kept.map(([id]) => id),
    ModelField.buffers,
    ModelField.metadata,
  ];
  const head = out.table(ids);
  out.point(root, head.at);
  out.set(head.field(ModelField.version), version === undefined ? 0 : old.word(version));
  const newBuffers = out.vector(head.field(ModelField.buffers), buffers.length + 1);
  const newMetadata = out.vector(head.field(ModelField.metadata), metadata.length + 1);

  const entry = out.table([0, 1]);
  out.point(newMetadata.at(-1), entry.at);
  out.string(entry.field(0), 'TFLITE_METADATA');
  out.set(entry.field(1), buffers.length);
  const buffer = out.table([0]);
  out.point(newBuffers.at(-1), buffer.at);
  out.bytes(buffer.field(0), normalization(deviation));

  const base = out.append(model);
  for (const [id, at] of kept) out.point(head.field(id), base + old.target(at));
  buffers.forEach((at, index) => out.point(newBuffers[index], base + old.target(at)));
  metadata.forEach((at, index) => out.point(newMetadata[index], base + old.target(at)));
  return out.result();
}

const ModelField = { version: 0, buffers: 4, metadata: 6 } as const;
/** Operator codes, subgraphs, description, signatures: only pointed at. */
const KEPT: readonly number[] = [1, 2, 3, 7];

/** ModelMetadata with one input, whose pixels (0 to 255) are divided by `deviation`. */
function normalization(deviation: number): Uint8Array {
  const out = new Writer();
  const root = out.word(0);
  out.text('M001');
  const model = out.table([3]);
  out.point(root, model.at);
  const graph = out.table([2]);
  out.point(out.vector(model.field(3), 1)[0], graph.at);
  const input = out.table([4]);
  out.point(out.vector(graph.field(2), 1)[0], input.at);
  const unit = out.table([0, 1]);
  out.point(out.vector(input.field(4), 1)[0], unit.at);
  // The first kind of process unit: normalization.
  out.set(unit.field(0), 1);
  const options = out.table([0, 1]);
  out.point(unit.field(1), options.at);
  out.float(out.vector(options.field(0), 1)[0], 0);
  out.float(out.vector(options.field(1), 1)[0], deviation);
  return out.result();
}

class Reader {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  word(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** Where the offset at `at` points. */
  target(at: number): number {
    return at + this.word(at);
  }

  /** Positions of the fields that a table has, by id. */
  fields(table: number): Map<number, number> {
    const virtual = table - this.#view.getInt32(table, true);
    const count = (this.#view.getUint16(virtual, true) - 4) / 2;
    const found = new Map<number, number>();
    for (let id = 0; id < count; id += 1) {
      const offset = this.#view.getUint16(virtual + 4 + 2 * id, true);
      if (offset !== 0) found.set(id, table + offset);
    }
    return found;
  }

  /** Positions of the elements of a vector of offsets. */
  elements(field: number | undefined): number[] {
    if (field === undefined) return [];
    const vector = this.target(field);
    return Array.from({ length: this.word(vector) }, (_, index) => vector + 4 + 4 * index);
  }
}

interface Table {
  readonly at: number;
  field(id: number): number;
}

class Writer {
  #bytes = new Uint8Array(1_024);
  #length = 0;

  word(value: number): number {
    const at = this.#grow(4);
    this.set(at, value);
    return at;
  }

  text(text: string): void {
    const encoded = new TextEncoder().encode(text);
    this.#bytes.set(encoded, this.#grow(encoded.length));
  }

  set(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  float(at: number | undefined, value: number): void {
    if (at !== undefined) this.#view.setFloat32(at, value, true);
  }

  /** Makes the offset at `at` point to `target`. */
  point(at: number | undefined, target: number): void {
    if (at !== undefined) this.set(at, target - at);
  }

  /** A table with these fields, each in four bytes. */
  table(ids: readonly number[]): Table {
    const count = Math.max(...ids) + 1;
    const virtual = this.#grow(4 + 2 * count);
    this.#view.setUint16(virtual, 4 + 2 * count, true);
    this.#view.setUint16(virtual + 2, 4 + 4 * ids.length, true);
    ids.forEach((id, index) => {
      this.#view.setUint16(virtual + 4 + 2 * id, 4 + 4 * index, true);
    });
    this.#align(4);
    const at = this.#length;
    this.word(at - virtual);
    const positions = new Map(ids.map((id) => [id, this.word(0)]));
    return { at, field: (id) => positions.get(id) ?? 0 };
  }

  /** A vector of words that `field` points to; the positions of its elements. */
  vector(field: number, count: number): number[] {
    this.#align(4);
    this.point(field, this.word(count));
    return Array.from({ length: count }, () => this.word(0));
  }

  string(field: number, text: string): void {
    this.#align(4);
    this.point(field, this.word(text.length));
    this.text(`${text}\0`);
    this.#align(4);
  }

  /** A vector of bytes that `field` points to; the schema wants its content at sixteens. */
  bytes(field: number, content: Uint8Array): void {
    this.#align(16);
    this.#grow(12);
    this.point(field, this.word(content.length));
    this.#bytes.set(content, this.#grow(content.length));
    this.#align(4);
  }

  /** Appends at sixteens, so that what was aligned stays so; returns where. */
  append(content: Uint8Array): number {
    this.#align(16);
    const at = this.#grow(content.length);
    this.#bytes.set(content, at);
    return at;
  }

  result(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  get #view(): DataView {
    return new DataView(this.#bytes.buffer);
  }

  #align(size: number): void {
    this.#grow((size - (this.#length % size)) % size);
  }

  #grow(size: number): number {
    const at = this.#length;
    this.#length += size;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }
}
