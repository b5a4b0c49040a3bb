/** "from 192.0.2.10 to 203.0.113.10": the first address is the one that is there now. */
import type { Finder } from "./finder.ts";
import { nothing } from "./finder.ts";
import { ip } from "./ip.ts";

export const former: Finder = (words, at) => {
  if (words[at]?.lower !== "from" || words[at + 2]?.lower !== "to") return nothing;
  if (ip(words, at + 3)[0]?.slot !== "ip") return nothing;
  return ip(words, at + 1)
    .filter((hit) => hit.slot === "ip")
    .map(({ value }) => ({ slot: "former" as const, value, length: 2 }));
};
