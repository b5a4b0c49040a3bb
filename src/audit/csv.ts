/** Entries as a table (RFC 4180). No cell begins as a formula does: spreadsheets would run it. */
import type { AuditEntry, AuditRow } from "../audit.ts";

type Written = AuditEntry & { readonly at: string };

const list = (values: readonly string[] | undefined): string => (values ?? []).join(" ");

const columns: Readonly<Record<string, (row: AuditRow, entry: Written) => string | number | null | undefined>> = {
  seq: ({ seq }) => seq,
  at: (_, { at }) => at,
  event: (_, { event }) => event,
  person: (_, { person }) => person,
  account: (_, { account }) => account,
  request: (_, { request }) => request,
  action: (_, { action }) => action,
  environments: (_, { environments }) => list(environments),
  resources: (_, { resources }) => list(resources),
  digest: (_, { digest }) => digest,
  policies: (_, { policies }) => list(policies),
  policyVersion: (_, { policyVersion }) => policyVersion,
  fence: (_, { fence }) => fence,
  outcome: (_, { outcome }) => outcome?.state,
  because: (_, { because }) => because,
  hash: ({ hash }) => Buffer.from(hash).toString("hex"),
};

export const csvHeader = `${Object.keys(columns).join(",")}\r\n`;

export const csvLine = (row: AuditRow, entry: Written): string =>
  `${Object.values(columns)
    .map((column) => cell(column(row, entry) ?? ""))
    .join(",")}\r\n`;

/** An apostrophe before what a spreadsheet would take for a formula: the usual way, and visible (OWASP, CSV injection). */
export function cell(value: string | number): string {
  const text = typeof value === "number" ? String(value) : value.replace(/^[\s"']*[=+\-@\t\r\n＝＋－＠]/u, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
