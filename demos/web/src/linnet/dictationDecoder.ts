/** Words of a lexicon, found by the search over phones with the language model. */

import { calibrated } from "./confidence";
import type { Alternative, Final, Partial, Word } from "./events";
import type { AudioSettings } from "./manifest";
import { type SpeechBeam, nextFrame } from "./speechBeam";
import type { Frame } from "./speechGate";
import type { SpokenHypothesis, SpokenWord } from "./speechHypothesis";
import type { Pause } from "./speechPause";
import type { SpeechSearch } from "./speechSearch";

/** After so much silence, 3 s, nothing of it but its end is kept. */
const SILENT_FRAMES = 100;
const REPLAYED_FRAMES = 10;

/** When frames lie in a stream; nothing ends later than `latestS`, the end of the recording once it is known. */
export interface FrameClock {
  readonly audio: AudioSettings;
  readonly latestS: number;
}

/**
 * Frames in, text out. It never changes and is shared; the beam is a value that the stream owns.
 *
 * Words are joined by spaces as the lexicon shows them: "I'm", "London"; nothing is punctuated.
 */
export class DictationDecoder {
  constructor(private readonly search: SpeechSearch) {}

  /** The state of a stream that has heard nothing. */
  initial(): SpeechBeam {
    return this.search.start();
  }

  /** The state after one more frame; `state` is left as it was. */
  async step(frame: Frame, state: SpeechBeam): Promise<SpeechBeam> {
    const after = await this.search.advance(state, frame.phones, frame.letters);
    const isLongSilence = after.phones.length >= SILENT_FRAMES && !this.search.pause(after).spokenFrames;
    return isLongSilence ? this.restarted(after) : after;
  }

  /**
   * The text so far since the last cut; null when there is none.
   *
   * The text within `stableLength` begins every later partial and the final up to the next cut.
   */
  partial(state: SpeechBeam): Partial | null {
    const { words, stable } = this.search.partial(state);
    if (!words.length) return null;
    return { kind: "partial", text: textOf(words), stableLength: textOf(words.slice(0, stable)).length };
  }

  /** The stretch since the last cut as it stands; null when nothing was said. */
  async final(state: SpeechBeam, clock: FrameClock): Promise<Final | null> {
    const hypotheses = await this.search.finish(state);
    if (!hypotheses.length) return null;
    const words = hypotheses[0].words.map((word) => this.word(word, clock));
    return {
      kind: "final",
      text: textOf(words),
      startS: words[0].startS,
      endS: words[words.length - 1].endS,
      words,
      alternatives: alternatives(hypotheses),
    };
  }

  /** The state in which a new stretch begins. Frames are counted on from the start of the stream. */
  cut(state: SpeechBeam): SpeechBeam {
    return this.search.start(nextFrame(state));
  }

  /** Whether someone speaks; called after each frame. */
  pause(state: SpeechBeam): Pause {
    return this.search.pause(state);
  }

  /** A beam that has heard only the last frames, in which a word may have begun. */
  private async restarted(state: SpeechBeam): Promise<SpeechBeam> {
    let beam = this.search.start(nextFrame(state) - REPLAYED_FRAMES);
    for (let i = state.phones.length - REPLAYED_FRAMES; i < state.phones.length; i++) {
      beam = await this.search.advance(beam, state.phones[i], state.letters[i]);
    }
    return beam;
  }

  /** A word with its times and the chance that it is right. */
  private word(word: SpokenWord, clock: FrameClock): Word {
    return {
      text: word.text,
      startS: timeS(word.startFrame, clock),
      endS: timeS(word.endFrame, clock),
      confidence: calibrated(word.confidence, this.search.weights),
    };
  }
}

/** When a frame begins, in seconds from the start of the stream: frames lag the sound by the look-ahead. */
function timeS(frame: number, { audio, latestS }: FrameClock): number {
  const samples = Math.max(0, frame * audio.frameHopSamples - audio.lookaheadSamples);
  return Math.min(samples / audio.sampleRateHz, latestS);
}

/** Words as they are shown. */
function textOf(words: readonly { readonly text: string }[]): string {
  return words.map((word) => word.text).join(" ");
}

/** The texts of hypotheses, each once, in their order. */
function alternatives(hypotheses: readonly SpokenHypothesis[]): Alternative[] {
  const shares = new Map<string, number>();
  for (const { words, posterior } of hypotheses) {
    const text = textOf(words);
    shares.set(text, (shares.get(text) ?? 0) + posterior);
  }
  return [...shares].map(([text, share]) => ({ text, confidence: Math.min(share, 1) }));
}
