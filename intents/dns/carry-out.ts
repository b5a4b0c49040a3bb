/** Carries out the plan of one change to one record: replaces exactly what was approved, then reads it back. */
import type { ApplyContext, Sighting } from "../../src/action.ts";
import type { Plan } from "../../src/plan.ts";
import type { Dns, DnsRecord } from "../../src/providers/dns.ts";
import { sameRecord } from "../../src/providers/dns-value.ts";
import type { Outcome } from "../../src/receipt.ts";
import { describe } from "./rules.ts";

/** What a plan carries for `apply`: see planChange. */
interface Approved {
  readonly zone: string;
  readonly before: DnsRecord | null;
  readonly after: DnsRecord | null;
}

export async function carryOut(plan: Plan, context: ApplyContext): Promise<Outcome> {
  const { zone, before, after } = plan.data as unknown as Approved;
  const dns = await context.providers.dns(zone);
  await context.effect({
    key: "replace",
    retry: "keyed",
    look: () => lookFor(dns, before, after),
    run: async () => {
      await dns.replace(before, after, `signalbox:${context.request}`);
      return true;
    },
  });
  const seen = await lookFor(dns, before, after);
  if (seen === "unknown" || !seen.happened) {
    const there = await dns.list({ name: (after ?? before)?.name ?? zone });
    const summary = `It was written, but ${dns.where} now says: ${there.map(describe).join(", ") || "no such record"}.`;
    return { state: "failed", summary, changes: [] };
  }
  const [change] = plan.changes;
  const summary = after
    ? `${after.name} is now ${describe(after)} in ${dns.where}; read back and right.`
    : `${change?.subject} is gone from ${dns.where}; read back and right.`;
  return { state: "done", summary, changes: plan.changes, ...(plan.undo === null ? {} : { undo: plan.undo }) };
}

async function lookFor(dns: Dns, before: DnsRecord | null, after: DnsRecord | null): Promise<Sighting<true>> {
  const names = new Set([before, after].flatMap((record) => (record ? [record.name] : [])));
  const live = (await Promise.all([...names].map((name) => dns.list({ name })))).flat();
  const there = (record: DnsRecord | null): boolean => record !== null && live.some((one) => sameRecord(one, record));
  if ((after === null || there(after)) && !there(before)) return { happened: true, value: true };
  return there(before) || (before === null && !there(after)) ? { happened: false } : "unknown";
}
