/** Runs where sound is captured: sends it on in blocks of some milliseconds, the first channel of it. */

const BLOCK_MS = 10;

class CaptureProcessor extends AudioWorkletProcessor {
  private readonly block = new Float32Array(Math.round((sampleRate * BLOCK_MS) / 1000));
  private filled = 0;
  private sound: MessagePort | null = null;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort | null>) => {
      this.sound = data;
      this.filled = 0;
    };
  }

  override process([input]: Float32Array[][]): boolean {
    const samples = input?.[0];
    if (this.sound && samples) for (const sample of samples) this.add(sample);
    return true;
  }

  private add(sample: number): void {
    this.block[this.filled++] = sample;
    if (this.filled < this.block.length) return;
    this.filled = 0;
    let peak = 0;
    for (const one of this.block) peak = Math.max(peak, Math.abs(one));
    this.port.postMessage(peak);
    this.sound?.postMessage(this.block);
  }
}

registerProcessor("capture", CaptureProcessor);
