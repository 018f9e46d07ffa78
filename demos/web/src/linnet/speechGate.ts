/**
 * Keeps what is surely no speech from the decoder, and loses no first sound of what is.
 *
 * While nobody speaks, frames wait a moment before they go on as blanks; when somebody begins to speak, those
 * that wait go on as they were. So frames keep their order and number, and come late in silence only.
 */

import { BLANK, PHONES } from "./units";

/** In both heads of the acoustic graph. */
const BLANK_UNIT = PHONES.indexOf(BLANK);
const NEVER = -30;

/** One frame of the acoustic graph's outputs, natural-log probabilities. */
export interface Frame {
  /** (41,) */
  readonly phones: Float32Array;
  /** (29,) */
  readonly letters: Float32Array;
}

/** When somebody begins and ceases to speak; times are in frames. */
export interface GateRules {
  /** Frames as likely as this to be speech count towards opening. */
  readonly openProbability: number;
  /** So many of them, one after the other, open the gate: a single click does not. */
  readonly openFrames: number;
  /** Frames less likely than this count towards closing. */
  readonly closeProbability: number;
  /** So many of them, one after the other, close the gate: a stop's closure does not. */
  readonly closeFrames: number;
  /** Frames before the opening that are heard after all; the acoustic graph may be quicker than this one. */
  readonly lookbackFrames: number;
}

/** The rules of all streams. */
export const DEFAULT_GATE: GateRules = {
  openProbability: 0.7,
  openFrames: 5,
  closeProbability: 0.3,
  closeFrames: 10,
  lookbackFrames: 12,
};

/** What the gate knows between two frames. */
export interface GateState {
  readonly isOpen: boolean;
  /** Frames in a row that count towards the other position. */
  readonly run: number;
  /** Frames in a row, up to now, that are less likely speech than `closeProbability`. */
  readonly quiet: number;
  /** The frames that wait, oldest first; none while the gate is open. */
  readonly held: readonly Frame[];
}

/** The state of a stream that has heard nothing: closed. */
export const CLOSED: GateState = { isOpen: false, run: 0, quiet: 0, held: [] };

/** What a frame changes. */
export interface GateStep {
  /** The frames that the decoder shall hear now, none to `lookbackFrames` of them. */
  readonly ready: readonly Frame[];
  readonly state: GateState;
}

/** Take one frame and the probability that someone speaks in it. */
export function gateStep(speech: number, frame: Frame, state: GateState, rules = DEFAULT_GATE): GateStep {
  const next = moved(speech, state, rules);
  const frames = [...state.held, frame];
  if (next.isOpen) return { ready: frames, state: { ...next, held: [] } };
  const late = Math.max(frames.length - rules.lookbackFrames, 0);
  return { ready: frames.slice(0, late).map(silent), state: { ...next, held: frames.slice(late) } };
}

/** Return a frame in which no phone and no letter is heard. */
export function silent(frame: Frame): Frame {
  return { phones: blank(frame.phones.length), letters: blank(frame.letters.length) };
}

/** Open or close the gate when it is time. */
function moved(speech: number, state: GateState, rules: GateRules): GateState {
  const isQuiet = speech < rules.closeProbability;
  const counts = state.isOpen ? isQuiet : speech >= rules.openProbability;
  const needed = state.isOpen ? rules.closeFrames : rules.openFrames;
  const run = counts ? state.run + 1 : 0;
  const turns = run >= needed;
  return {
    ...state,
    quiet: isQuiet ? state.quiet + 1 : 0,
    isOpen: state.isOpen !== turns,
    run: turns ? 0 : run,
  };
}

/** Return log-probabilities (units,) of a sure blank. */
function blank(units: number): Float32Array {
  const frame = new Float32Array(units).fill(NEVER);
  frame[BLANK_UNIT] = 0;
  return frame;
}
