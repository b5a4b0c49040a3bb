/** What a sentence is about, whatever it wants: our trade and our things, a symptom, or something that we could do. */
import { statesSomething } from "../clauses.ts";
import type { Mention } from "../find/index.ts";
import type { Word } from "../words.ts";
import type { Speech } from "./index.ts";
import { looksTechnical, trade } from "./operations.ts";
import { symptoms } from "./symptoms.ts";

/** Services and groups have names like "shop" and "web": they are ours only where something is said of them. */
const ourSlots = new Set(["host", "zone", "playbook", "alert", "request", "cidr"]);

/** Words of the trade, shapes that only machines have, or names that nobody else would say. */
export const isOurs = (words: readonly Word[], mentions: readonly Mention[]): boolean =>
  trade.firstIn(words) >= 0 || words.some(looksTechnical) || mentions.some((one) => ourSlots.has(one.slot));

/** "checkout is slow", "memory is high": a service, group or signal with something said of it right away. */
export const isAbout = (words: readonly Word[], mentions: readonly Mention[]): boolean =>
  mentions.some(
    ({ slot, to }) =>
      slot === "signal" ||
      ((slot === "service" || slot === "group") &&
        /^(?:[a-z]{3,}s|is|isn't|won't|was|went|can't|doesn't)$/.test(words[to]?.lower ?? "")),
  );

/** "is restarting billing-worker safe while …", "would a rollback of auth-api …": asked of something we could do. */
const deedNouns =
  /^(?:restart(?:s|ing|ed)?|reboot(?:s|ing|ed)?|roll(?:s|ing|ed)? ?back|rollbacks?|rolling|purg(?:e|es|ing|ed)|scal(?:e|es|ing|ed)|deploy(?:s|ing|ed|ments?)?|promot(?:e|es|ing|ed|ions?)|block(?:s|ing|ed)?|unblock(?:s|ing|ed)?|silenc(?:e|es|ing|ed)|failover|patch(?:es|ing|ed)?|delet(?:e|es|ing|ed)|cancel(?:s|ling|ing|led|ed)?)$/;
export const deedThings = new Set(
  "addresses country countries subnet subnets service services model models replicas instances urls tags host hosts alert alerts cache caches job jobs server servers network networks ip ips address customer's playbook playbooks release releases record records something sessions".split(
    " ",
  ),
);
export const isStrongDeed = ({ lower }: Word): boolean =>
  /^(?:restart(?:s|ing|ed)?|reboot(?:s|ing|ed)?|rollbacks?|purg(?:e|es|ing|ed)|rolling|redeploy(?:s|ing|ed)?|failover)$/.test(
    lower,
  );
/** Kinds of values that belong to an order of ours. */
export const ourThings = new Set([
  "replicas",
  "delta",
  "factor",
  "version",
  "name",
  "url",
  "service",
  "host",
  "group",
  "zone",
  "playbook",
  "alert",
  "request",
  "ip",
  "cidr",
  "environment",
]);
export const asksOfDeed = (words: readonly Word[], mentions: readonly Mention[]): boolean =>
  words.some((word) => deedNouns.test(word.lower)) &&
  (mentions.some((one) => ourThings.has(one.slot)) || words.some((word) => deedThings.has(word.lower)));

/** What may be a symptom, and may as well be what somebody did: it counts only in a sentence that reports nothing. */
const ambiguous = new Set(
  "blocked|dropped|dropping|stopped|stops|restarting|won't|didn't|did not|has not|have not|hasn't|haven't|no longer|more than|less than|above|below|late|different|differs|alert|gone|ignored|skipped|behind|more|high|lost|keeps|missing|returns|invalid|denied|rejected|refused|growing|grows|fires|won't".split(
    "|",
  ),
);
const somebody = new Set(
  "i we he she they you i'd i've i'm we've we're we'll i'll somebody someone nobody everyone who fyi had bob ann alice carol turns".split(
    " ",
  ),
);
/** Something is wrong, and nobody says that it was their doing. */
export function isSymptom(words: readonly Word[], speech: Speech): boolean {
  const doubted = speech.veto !== null && speech.veto !== "question" && words.some(({ lower }) => somebody.has(lower));
  return words.some((_, at) => {
    const hit = symptoms.at(words, at);
    return hit !== null && !(doubted && hit.values.every((value) => ambiguous.has(value)));
  });
}

/** A verb that tells something; "hitting" alone tells nothing yet. */
export const tells = (word: Word): boolean => statesSomething(word) && !word.lower.endsWith("ing");
