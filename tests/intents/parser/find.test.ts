import { describe, expect, it } from "vitest";
import { finderOf, foundOf, longest, plainly } from "../../../intents/parser/find/index.ts";
import { splitProvenance } from "../../../intents/parser/provenance.ts";
import { wordsOf } from "../../../intents/parser/words.ts";
import type { Found, Slot } from "../../../src/action.ts";
import { names } from "./catalog.ts";

const find = finderOf(names);

/** The values of the sentence as an action sees them that wants this kind, or (plainly) as anybody does. */
function found(text: string, slot?: Slot): Found {
  const words = wordsOf(splitProvenance(text));
  const all = find(words);
  return foundOf(
    slot
      ? longest(
          words,
          all.filter((one) => one.slot === slot),
        )
      : plainly(words, all),
  );
}

const table: readonly (readonly [slot: Slot, text: string, values: readonly string[]])[] = [
  ["host", "cpu of web-1", ["web-1"]],
  ["host", "cpu of WEB-1.", ["web-1"]],
  ["host", "on web-1,web-2 and (db-1)", ["web-1", "web-2", "db-1"]],
  ["host", "on this box", ["localhost"]],
  ["host", "web-11 and xweb-1 and web-1x", []],
  ["host", "web-1's load", ["web-1"]],
  ["group", "the web hosts", ["web"]],
  ["group", "web-1", []],
  ["group", "on all web hosts", ["web"]],
  ["group", "on all hosts", ["all"]],
  ["target", "web-1 and db", ["web-1", "db"]],
  ["service", "the web shop", ["shop"]],
  ["zone", "shop.example.test", ["shop.example.test"]],
  ["zone", "www.example.test", []],
  ["environment", "in production", ["prod"]],
  ["playbook", "clean up temp files", ["clean-temp"]],
  ["playbook", "clean temp", ["clean-temp"]],
  ["playbook", "cleanup", []],
  ["request", "cancel r-8kq2zc7m", ["r-8KQ2ZC7M"]],
  ["request", "r-8KQ2ZC7", []],
  ["request", "r-8KQ2ZILO", []],
  ["name", "API.Example.TEST.", ["api.example.test"]],
  ["name", "_dmarc.example.test", ["_dmarc.example.test"]],
  ["name", "*.example.test", ["*.example.test"]],
  ["name", "аpi.example.test", []],
  ["name", "-x.example.test", []],
  ["name", "1.5 and 1.2.3.4", []],
  ["ip", "203.0.113.10, 2001:DB8:0::1!", ["203.0.113.10", "2001:db8::1"]],
  ["ip", "256.1.1.1 and 1.2.3 and 010.1.1.1 and 12:30", []],
  ["ip", "at ::1.", ["::1"]],
  ["cidr", "10.0.0.0/8 and 2001:db8::/32 and 10.0.0.0/33", ["10.0.0.0/8", "2001:db8::/32"]],
  ["former", "from 192.0.2.1 to 192.0.2.2", ["192.0.2.1"]],
  ["former", "from 192.0.2.1", []],
  ["url", "https://shop.example.test/a?b=c,d.", ["https://shop.example.test/a?b=c,d"]],
  ["url", "ftp://example.test/x", []],
  ["window", "last 10 minutes", ["10m"]],
  ["window", "over the past hour", ["1h"]],
  ["duration", "last week", []],
  ["duration", "for the next 8 hours", ["8h"]],
  ["duration", "1h, 90s and 2 days", ["1h", "90s", "2d"]],
  ["duration", "half an hour", ["30m"]],
  ["duration", "for a week", ["1w"]],
  ["duration", "minutes and 10", []],
  ["number", "10 minutes", ["10"]],
  ["number", "scale to five or 12", ["5", "12"]],
  ["ttl", "ttl 300", ["300"]],
  ["ttl", "with a ttl of 5 minutes", ["300"]],
  ["ttl", "ttl=1h", ["3600"]],
  ["priority", "with priority 10", ["10"]],
  ["record-type", "the A record", ["A"]],
  ["record-type", "add a record", []],
  ["record-type", "add a TXT record and CNAMEs", ["TXT", "CNAME"]],
  ["record-type", "the A and AAAA records", ["A", "AAAA"]],
  ["record-type", "the a and aaaa records", ["A", "AAAA"]],
  ["signal", "p95 latency", ["latency_p95"]],
  ["signal", "error rate and cpu", ["error_rate", "cpu"]],
  ["signal", "the disk-report", []],
  ["everything", "purge everything", ["everything"]],
  ["check", "without changing anything", ["true"]],
  ["check", "as a dry run", ["true"]],
  ["check", "check the disk", []],
  ["proxied", "not proxied", ["false"]],
  ["quoted", 'value "v=spf1 -all"', ["v=spf1 -all"]],
  ["host", "`web-1`", ["web-1"]],
  ["host", "`ssh web-1`", []],
  ["host", "```\nweb-1\n```", []],
  ["host", "> web-1", []],
];

describe("typed values in a sentence", () => {
  it.each(table)("%s in “%s”: %j", (slot, text, values) => {
    expect(found(text, slot)[slot] ?? []).toEqual(values);
  });

  it("are the longest reading of their words", () => {
    expect(found("report disk usage")).toEqual({ playbook: ["disk-report"] });
    expect(found("shop.example.test").service).toBeUndefined();
    expect(found("10 minutes").number).toBeUndefined();
  });
});
