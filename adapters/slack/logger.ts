/** Bolt's warnings and errors in our log; its chatter, which would repeat what people write, nowhere. */
import type { LogLevel, Logger } from "@slack/bolt";
import type { Log } from "../../src/log.ts";
import { wordFailure } from "./failure.ts";

const words = (given: unknown[]): string => given.map(wordFailure).join(" ");

export function createLogger(log: Log, level: LogLevel): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...given) => log.warn({ from: "bolt" }, words(given)),
    // What Bolt cannot do it tries again or reports to us; an error that is ours is logged where it is found.
    error: (...given) => log.warn({ from: "bolt" }, words(given)),
    setLevel: () => {},
    getLevel: () => level,
    setName: () => {},
  };
}
