/** Types of DNS records. "A" is also an article, so it counts only where it can be nothing else. */
import { phrasesOf } from "../phrases.ts";
import { nothing, type Finder } from "./finder.ts";

const types = new Set(["aaaa", "caa", "cname", "dname", "mx", "ns", "ptr", "soa", "spf", "srv", "svcb", "tlsa", "txt"]);
/** "the a" and "an a" are no English: there the second is a type. */
const article = new Set(["the", "an", "this", "that", "its", "both", "type"]);
const record = /^(?:dns|records?|entry|entries)$/;

const phrases = phrasesOf<string>([
  ...["mail exchanger", "mail exchangers", "mail server", "mail servers", "mx servers", "mx server"].map(
    (one) => [one, "MX"] as const,
  ),
  ...["nameserver", "nameservers", "name server", "name servers"].map((one) => [one, "NS"] as const),
  ...["dmarc record", "dkim record", "spf record", "verification record"].map((one) => [one, "TXT"] as const),
]);

export const recordType: Finder = (words, at) => {
  const word = words[at];
  if (!word) return nothing;
  // "CNAMEs" is the plural people use.
  const lower = types.has(word.lower) ? word.lower : word.lower.replace(/s$/, "");
  if (types.has(lower)) return [{ slot: "record-type", value: lower.toUpperCase(), length: 1 }];
  const spoken = phrases.at(words, at);
  if (spoken) return spoken.values.map((value) => ({ slot: "record-type" as const, value, length: spoken.length }));
  if (word.lower !== "a") return nothing;
  const before = words[at - 1]?.lower ?? "";
  const capital = word.text === "A" && at > 0 && words.some((one) => /[a-z]/.test(one.text));
  const joined = record.test(words[at + 1]?.lower ?? "") && (before === "and" || before === "a" || word.text === "A");
  return capital || article.has(before) || joined ? [{ slot: "record-type", value: "A", length: 1 }] : nothing;
};
