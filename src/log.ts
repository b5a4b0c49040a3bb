/** The log: structured, one line an event, without secrets. Standard error, or a file where a terminal chat has the screen. */
import { pino, type Logger } from "pino";

export type Log = Logger;

export const createLog = (level: string, file?: string): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ["token", "*.token", "*.headers.authorization", "headers.authorization"], censor: "[secret]" },
    },
    pino.destination(file ? { dest: file, mkdir: true, sync: false } : { dest: 2, sync: true }),
  );
