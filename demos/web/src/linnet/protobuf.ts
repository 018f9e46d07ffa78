import { BundleError } from "./errors";

/** One field of a message in the Protocol Buffers wire format. */
export interface Field {
  readonly number: number;
  /** A varint as a number, 4 or 8 bytes or a length-delimited value as bytes. */
  readonly value: number | Uint8Array;
}

const VARINT = 0;
const EIGHT_BYTES = 1;
const DELIMITED = 2;
const FOUR_BYTES = 5;

/** Return the fields of a message in order. Throws `BundleError` for bytes that are none. */
export function fields(message: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; at < message.length; shift += 7) {
      const byte = message[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw damaged();
  };
  const bytes = (length: number) => {
    if (at + length > message.length) throw damaged();
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const kind = key & 7;
    const value =
      kind === VARINT ? varint() : kind === DELIMITED ? bytes(varint()) : bytes(fixedLength(kind));
    found.push({ number: key >>> 3, value });
  }
  return found;
}

function fixedLength(kind: number): number {
  if (kind === EIGHT_BYTES) return 8;
  if (kind === FOUR_BYTES) return 4;
  throw damaged();
}

function damaged(): BundleError {
  return new BundleError("expected a Protocol Buffers message, got other bytes; load the page again");
}
