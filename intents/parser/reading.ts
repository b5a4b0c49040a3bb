/** How a sentence was read, so that it can be explained. */
import type { Reading } from "../../src/intent.ts";
import type { Match } from "./frames.ts";
import type { Speech } from "./guards/index.ts";

export function readingOf(speech: Speech, stage: Reading["stage"], match?: Match): Reading {
  return {
    stage,
    ...(speech.veto ? { veto: speech.veto, because: speech.because } : {}),
    ...(match && Object.keys(match.said).length > 0 ? { slots: match.said } : {}),
  };
}
