/** The log: structured, one line an event, without secrets. Standard error, or a file where a terminal chat has the screen. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { pino, type DestinationStream, type Logger } from "pino";
import { problem } from "./problem.ts";

export type Log = Logger;

/** Every line goes through `redact`, whoever wrote it. Throws Problem LOG_READ_ONLY. */
export const createLog = (level: string, file?: string, redact: (line: string) => string = (line) => line): Log => {
  const out = file ? open(file) : pino.destination({ dest: 2, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ["token", "*.token", "*.headers.authorization", "headers.authorization"], censor: "[secret]" },
    },
    { write: (line) => out.write(redact(line)) },
  );
};

/** Opened at once, so that a file that cannot be written is found now. */
function open(file: string): DestinationStream {
  try {
    // It may be the first file in the data folder, which is nobody else's to read.
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    return pino.destination({ dest: file, mode: 0o600, sync: true });
  } catch (error) {
    throw problem("LOG_READ_ONLY", { file, why: (error as Error).message });
  }
}

/** Where a bug came from, for the log alone. */
export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
