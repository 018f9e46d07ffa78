/** What a stream reports while it listens. */

/** One recognised word. */
export interface Word {
  readonly text: string;
  /** Seconds from the start of the stream. */
  readonly startS: number;
  readonly endS: number;
  /** 0 to 1: the share of words with this confidence that are right. */
  readonly confidence: number;
}

/** One text that a stretch of speech may have been. */
export interface Alternative {
  readonly text: string;
  /** 0 to 1: its share of the probability of all alternatives. */
  readonly confidence: number;
}

/** The text of the stretch of speech that is going on. The next event about it replaces this one. */
export interface Partial {
  readonly kind: "partial";
  /** Empty when what was shown before proved to be no speech. */
  readonly text: string;
  /** Characters of `text`, from its start, that no later event about this stretch changes. */
  readonly stableLength: number;
}

/** The text of one stretch of speech that has ended. It never changes. */
export interface Final {
  readonly kind: "final";
  readonly text: string;
  /** When its first word begins, in seconds from the start of the stream. */
  readonly startS: number;
  /** When its last word ends. */
  readonly endS: number;
  readonly words: readonly Word[];
  /** What it may have been, the most probable first: that is `text` itself. */
  readonly alternatives: readonly Alternative[];
}

/** What `SpeechStream.accept` and `finish` return lists of. */
export type Event = Partial | Final;
