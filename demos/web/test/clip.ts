import { vectors } from "./vectors";

/** Return the recording of the conformance vectors, mono at 16 kHz: `HEARD_S` of demos/clip.opus. */
export function recordedClip(): Float32Array {
  const { samples } = vectors<{ samples: string }>("recognizer");
  const bytes = Uint8Array.from(Buffer.from(samples, "base64"));
  return Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32_768);
}
