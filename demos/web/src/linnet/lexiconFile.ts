/**
 * Named arrays in one file, as `linnet_runtime/lexicon_file.py` writes it; they are views of its bytes.
 *
 *     offset  size  content
 *          0     4  magic, "LNLX"
 *          4     4  format number, little endian
 *          8     4  length H of the header in bytes
 *         12     H  header, JSON: {"texts": {name: [text, ...]}, "arrays": [[name, dtype, length, offset], ...]}
 *       12+H        the arrays, little endian; offsets count from here and are multiples of 64
 */

import { BundleError } from "./errors";

const MAGIC = "LNLX";
const FORMAT = 1;
const PREFIX_BYTES = 12;

/** Views on the numbers of a file; float16 is given as its bits. */
const VIEWS = {
  float16: Uint16Array,
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
};

type Dtype = keyof typeof VIEWS;
type Column = { readonly dtype: Dtype; readonly values: Uint8Array | Uint16Array | Int32Array | Float32Array };

/** The named arrays and texts of one file. */
export class LexiconFile {
  private constructor(
    private readonly texts: ReadonlyMap<string, readonly string[]>,
    private readonly columns: ReadonlyMap<string, Column>,
  ) {}

  /** Read the header. Throws `BundleError` for bytes that are damaged, cut short or of another format. */
  static open(bytes: Uint8Array): LexiconFile {
    const header = headerOf(bytes);
    const start = PREFIX_BYTES + header.length;
    // Views need addresses that are multiples of their width: a file that lies oddly in its buffer is copied.
    const data = (bytes.byteOffset + start) % 8 === 0 ? bytes.subarray(start) : bytes.slice(start);
    try {
      const { texts, arrays } = JSON.parse(new TextDecoder().decode(header)) as {
        texts: Record<string, string[]>;
        arrays: [string, string, number, number][];
      };
      const columns = arrays.map(([name, ...place]) => [name, column(data, ...place)] as const);
      return new LexiconFile(new Map(Object.entries(texts)), new Map(columns));
    } catch (error) {
      throw new BundleError(`lexicon file: cannot be read (${error}); load the page again`, { cause: error });
    }
  }

  /** Return a list of texts, empty when there is none of this name. */
  text(name: string): readonly string[] {
    return this.texts.get(name) ?? [];
  }

  /** Return numbers of 8 bits without a sign. */
  uint8(name: string): Uint8Array {
    return this.values(name, "uint8") as Uint8Array;
  }

  /** Return numbers of 16 bits without a sign. */
  uint16(name: string): Uint16Array {
    return this.values(name, "uint16") as Uint16Array;
  }

  /** Return numbers of 32 bits. */
  int32(name: string): Int32Array {
    return this.values(name, "int32") as Int32Array;
  }

  /** Return the bits of half-precision numbers, see `fromHalf`. */
  float16(name: string): Uint16Array {
    return this.values(name, "float16") as Uint16Array;
  }

  private values(name: string, dtype: Dtype): Column["values"] {
    const found = this.columns.get(name);
    if (found?.dtype !== dtype) {
      throw new BundleError(
        `lexicon file: expected ${dtype} '${name}', got ${found?.dtype ?? "none"}; load the page again`,
      );
    }
    return found.values;
  }
}

function headerOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length < PREFIX_BYTES) {
    throw new BundleError(`lexicon file: expected at least ${PREFIX_BYTES} bytes, got ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, PREFIX_BYTES);
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  const version = view.getUint32(4, true);
  if (magic !== MAGIC || version !== FORMAT) {
    throw new BundleError(
      `lexicon file: expected '${MAGIC}' and format ${FORMAT}, got '${magic}' and ${version}; ` +
        "use a file made for this version of Linnet",
    );
  }
  return bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + view.getUint32(8, true));
}

function column(data: Uint8Array, dtype: string, length: number, offset: number): Column {
  if (!(dtype in VIEWS)) throw new RangeError(`unknown type ${dtype}`);
  const View = VIEWS[dtype as Dtype];
  return { dtype: dtype as Dtype, values: new View(data.buffer as ArrayBuffer, data.byteOffset + offset, length) };
}
