/** A Receipt: what happened, redacted, final. */
import type { Change } from "./plan.ts";

/** What `apply` reports. `lost` is not reported but thrown: see Lost in action.ts. */
export interface Outcome {
  readonly state: "done" | "failed" | "cancelled";
  /** One sentence: what happened. */
  readonly summary: string;
  /** What is different now. */
  readonly changes: readonly Change[];
  /** Redacted output, cut to its head and tail. */
  readonly output?: Output;
  /** The way back, in one sentence. */
  readonly undo?: string;
}

export interface Output {
  readonly text: string;
  /** How many bytes there were before cutting. */
  readonly bytes: number;
  readonly cut: boolean;
}

export interface Receipt {
  readonly state: "done" | "failed" | "lost" | "cancelled";
  readonly summary: string;
  readonly changes: readonly Change[];
  readonly output?: Output;
  readonly undo?: string;
  /** ISO 8601, database clock. */
  readonly startedAt: string;
  readonly finishedAt: string;
}
