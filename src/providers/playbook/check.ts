/** Running a step's check on one host, read-only, and reading what it prints as changes. */
import type { Host } from "../../inventory.ts";
import type { Change } from "../../plan.ts";
import { problem } from "../../problem.ts";
import { plain, visible } from "../output.ts";
import type { Redactor } from "../redact.ts";
import type { Shell } from "../shell.ts";
import type { Changes, Step } from "./definition.ts";
import { fillAll, fillEnv, type Values } from "./placeholders.ts";
import { bytesText } from "./sentence.ts";

/** What one plan may list on one host: more than anybody reads, little enough to keep in one row of a database. */
const mostChanges = 10_000;
const mostBytes = 2 * 1024 * 1024;

export interface Found {
  readonly changes: readonly Change[];
  /** The subjects as they are, for standard input. */
  readonly subjects: readonly string[];
  /** Sum of the `bytes` columns; null if there is none. */
  readonly bytes: number | null;
  /** Records that are not UTF-8 and so cannot be shown, approved or done. */
  readonly leftOut: number;
}

interface Check {
  readonly shell: Shell;
  readonly host: Host;
  readonly step: Step;
  readonly check: NonNullable<Step["check"]>;
  readonly values: Values;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** Throws Problem CHECK_FAILED, HOST_UNREACHABLE or HOST_KEY_REFUSED. */
export async function runCheck({ shell, host, step, check, values, redactor, signal }: Check): Promise<Found> {
  const failed = (why: string) => problem("CHECK_FAILED", { step: step.name, host: host.name, why });
  const chunks: Uint8Array[] = [];
  let [size, complaint] = [0, ""];
  const errors = redactor.stream();
  const hear = (bytes: Buffer): void => {
    complaint = (complaint + bytes.toString("utf8")).slice(0, 2000);
  };
  const end = await shell.exec({
    argv: fillAll(check.run, values),
    env: fillEnv(check.env, values),
    timeout: check.timeout * 1000,
    signal,
    onOutput: (chunk, stream) => {
      if (stream === "err") hear(errors.push(chunk));
      else if ((size += chunk.length) <= mostBytes) chunks.push(chunk);
    },
  });
  hear(errors.end());
  if (end.kind !== "exit") throw failed(end.kind === "lost" ? end.why : `it ended by ${end.kind}`);
  if (end.code !== 0) throw failed(plain(complaint).trim().split("\n")[0] || `it ended with code ${end.code}`);
  if (size > mostBytes) throw failed(`it lists more than ${bytesText(mostBytes)}; narrow it down`);
  const found = readChanges(Buffer.concat(chunks), check.changes, host.name, redactor);
  if (found.changes.length > mostChanges) {
    throw failed(`it lists ${found.changes.length} changes, and a plan holds at most ${mostChanges}; narrow it down`);
  }
  return found;
}

/** Sorted by subject, so that the same state gives the same plan in whatever order the host lists it. */
export function readChanges(
  output: Buffer,
  { kind, columns, after, records }: Changes,
  host: string,
  redactor: Redactor,
): Found {
  const show = (text: string): string => visible(redactor.text(text));
  const strict = new TextDecoder("utf-8", { fatal: true });
  let [leftOut, bytes] = [0, 0];
  const rows = split(output, records === "nul" ? 0 : 0x0a).flatMap((record) => {
    let text: string;
    try {
      text = strict.decode(record);
    } catch {
      leftOut++;
      return [];
    }
    const fields = cut(text, columns.length);
    const field = (column: Changes["columns"][number]): string | undefined => fields[columns.indexOf(column)];
    const size = field("bytes");
    if (size !== undefined) bytes += Number(size) || 0;
    const subject = field("subject") ?? "";
    const before = field("before") ?? (size === undefined ? null : bytesText(Number(size)));
    const change: Change = {
      kind,
      subject: `${host}:${show(subject)}`,
      before: before === null ? null : show(before),
      after: kind === "delete" ? null : show(field("after") ?? after ?? "") || null,
    };
    return [{ subject, change }];
  });
  const sorted = rows.toSorted((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
  return {
    changes: sorted.map(({ change }) => change),
    subjects: sorted.map(({ subject }) => subject),
    bytes: columns.includes("bytes") ? bytes : null,
    leftOut,
  };
}

/** The records that this byte ends; an unended last one counts, an empty one does not. */
function split(bytes: Buffer, terminator: number): Buffer[] {
  const records: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const next = bytes.indexOf(terminator, start);
    const end = next === -1 ? bytes.length : next;
    if (end > start) records.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return records;
}

/** At most so many columns; the last one keeps the tabs that are left. */
function cut(text: string, columns: number): string[] {
  const parts = text.split("\t");
  return [...parts.slice(0, columns - 1), parts.slice(columns - 1).join("\t")];
}
