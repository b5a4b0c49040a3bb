/** "from staging to prod": which part an environment plays. Elsewhere it is just an environment. */
import type { Slot } from "../../../src/action.ts";
import { nothing, type Finder } from "./finder.ts";

const parts: Readonly<Record<string, Slot>> = {
  from: "from-environment",
  to: "to-environment",
  into: "to-environment",
  onto: "to-environment",
};

/** `name` finds the inventory's names. */
export const environmentFinder =
  (name: Finder): Finder =>
  (words, at) => {
    const slot = parts[words[at]?.lower ?? ""];
    if (!slot) {
      // "dev to uat"
      const leads = words[at + 1]?.lower === "to" && name(words, at + 2).some((hit) => hit.slot === "environment");
      const from = leads ? name(words, at).find((hit) => hit.slot === "environment" && hit.length === 1) : undefined;
      return from ? [{ ...from, slot: "from-environment" }] : nothing;
    }
    const skip = words[at + 1]?.lower === "the" || words[at + 1]?.lower === "our" ? 2 : 1;
    return name(words, at + skip)
      .filter((hit) => hit.slot === "environment")
      .flatMap(({ value, length }) => [
        { slot, value, length: length + skip },
        { slot: "environment" as const, value, length: length + skip },
      ]);
  };
