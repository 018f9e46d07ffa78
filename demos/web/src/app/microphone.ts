import capture from "./captureProcessor?worker&url";

/** Why there is no sound, in a sentence for the person who wants to speak. */
export class MicrophoneError extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError:
    "The microphone was refused. Allow it for this page in the browser's address bar; typing goes on working.",
  NotFoundError: "No microphone was found. Plug one in and press Dictate again; typing goes on working.",
  NotReadableError: "Another program holds the microphone. Close it and press Dictate again; typing goes on working.",
};

/** The microphone, at whatever rate this device has. */
export class Microphone {
  private source: MediaStreamAudioSourceNode | null = null;

  private constructor(
    private readonly context: AudioContext,
    private readonly node: AudioWorkletNode,
  ) {}

  /**
   * Prepare it, without asking for it yet: afterwards, starting needs nothing from the network.
   *
   * `onLevel`: is told the peak of each block, 0 to 1. Throws `MicrophoneError`.
   */
  static async prepare(onLevel: (peak: number) => void): Promise<Microphone> {
    if (!navigator.mediaDevices || typeof AudioWorkletNode === "undefined") {
      throw new MicrophoneError(
        "This browser gives pages no microphone here. Typing works; dictation needs https or localhost.",
      );
    }
    const context = new AudioContext({ latencyHint: "interactive" });
    await context.audioWorklet.addModule(capture);
    const node = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }: MessageEvent<number>) => onLevel(data);
    return new Microphone(context, node);
  }

  get sampleRateHz(): number {
    return this.context.sampleRate;
  }

  /** Ask for the microphone and send its sound through a port, in blocks. Throws `MicrophoneError`. */
  async start(sound: MessagePort): Promise<void> {
    const stream = await asked();
    await this.context.resume();
    this.node.port.postMessage(sound, [sound]);
    this.source = this.context.createMediaStreamSource(stream);
    this.source.connect(this.node);
  }

  /** Let go of it: the browser's sign that a page listens goes out. */
  async stop(): Promise<void> {
    this.node.port.postMessage(null);
    this.source?.disconnect();
    for (const track of this.source?.mediaStream.getTracks() ?? []) track.stop();
    this.source = null;
    await this.context.suspend();
  }
}

async function asked(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true },
    });
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    throw new MicrophoneError(REASONS[name] ?? `The microphone cannot be used (${name}); typing goes on working.`);
  }
}
