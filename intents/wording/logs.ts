/** How people ask for logs. */
import type { Found, Frame } from "../../src/action.ts";
import { list, phrases, seeing, single } from "./shared.ts";

const slots = {
  service: "service",
  host: "host",
  env: "environment",
  query: "query",
  level: "level",
  window: "window",
  limit: "limit",
} as const;

/** What stands in quotes is looked for, unless "for" says what is; "the search logs" are the logs of search. */
const fill = ({ query, quoted, limit, service = [] }: Found): Record<string, unknown> => ({
  ...(query || !quoted ? {} : { query: single(quoted) }),
  ...(limit ? { limit: Number(single(limit)) } : {}),
  ...(service.length === 2 && service[0] === "search" ? { service: service[1] } : {}),
});

const also = [
  ...seeing,
  ...list("lines line entries logged messages occurred happened happening coming level only cap limit most hits into"),
  ...list("word string text phrase search output"),
];

export const logsSearch: readonly Frame[] = [
  {
    triggers: [
      ...list(
        "search grep find show tail get pull fetch give see look check any are is what what's which how display dump",
      ),
      ...list("print scan read view did do does has have were was logs log last dig query filter"),
      ...phrases(
        "look for|look in|look at|look through|search for|how many|dig through|go through|pull up|search in|anything in|search through",
      ),
    ],
    about: phrases(
      "log|logs|log lines|log line|log file|log files|logfile|logfiles|log entries|log messages|logging|logged|log output",
    ),
    also,
    slots,
    reads: ["quoted"],
    fill,
  },
  {
    triggers: [
      ...list(
        "any show find get list give what what's which are is did do see check search were has tail grep how pull",
      ),
      ...phrases(
        "how many|are there|look for|search for|pull up|anything|fatal lines|error lines|warn lines|debug lines|errors|warnings|fatal errors",
      ),
    ],
    about: phrases(
      "error|errors|warnings|warning|warns|fatal errors|fatals|fatal|exceptions|stack traces|error messages|error lines|warn lines|debug lines|fatal lines|panics|tracebacks|info lines|warn level|debug messages",
    ),
    also,
    slots,
    reads: ["quoted"],
    needs: ["service", "level"],
    fill,
  },
  {
    triggers: phrases("grep|look for|search for|find|tail"),
    also,
    slots,
    reads: ["quoted"],
    requires: ["query", "quoted", "level", "limit"],
    fill,
    oneOf: ["service", "host"],
  },
];
