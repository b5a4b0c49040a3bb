/** Listening to a command: secrets are taken out first, then it is kept and shown line by line. */
import type { Output } from "../../receipt.ts";
import { collector, lines } from "../output.ts";
import type { Redactor } from "../redact.ts";

export interface Listener {
  readonly onOutput: (chunk: Uint8Array, stream: "out" | "err") => void;
  /** What was heard; nothing more may come. */
  readonly end: () => Output;
}

export function listener(redactor: Redactor, onLine: (line: string) => void): Listener {
  const kept = collector();
  const part = () => ({ redacted: redactor.stream(), lines: lines(onLine) });
  const parts = { out: part(), err: part() };
  const take = (bytes: Uint8Array, stream: "out" | "err"): void => {
    kept.add(bytes);
    parts[stream].lines.add(bytes);
  };
  return {
    onOutput: (chunk, stream) => take(parts[stream].redacted.push(chunk), stream),
    end: () => {
      for (const stream of ["out", "err"] as const) {
        take(parts[stream].redacted.end(), stream);
        parts[stream].lines.end();
      }
      return kept.output();
    },
  };
}
