/** A sentence in another language than English. A look at something may be an act; a change never is, and is never passed over. */
import type { Intent } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { offer, wonder } from "./clarify.ts";
import type { Sentence } from "./decide.ts";
import { isComplete, isMeant, mayRead } from "./evidence.ts";
import type { Match } from "./frames.ts";
import type { Speech } from "./guards/index.ts";
import type { Foreign } from "./guards/language.ts";
import { readingOf } from "./reading.ts";

export interface Evidence {
  readonly ours: boolean;
  readonly deed: Match | undefined;
  readonly reads: readonly Match[];
}

export function inForeign(
  sentence: Sentence,
  foreign: Foreign,
  evidence: Evidence,
  names: Names,
  ask: Intent,
  none: Intent,
): Intent {
  const { mentions, speech } = sentence;
  const { deed, reads } = evidence;
  const { sense } = foreign;
  const ours = evidence.ours || foreign.trade;
  // With a verb of change, the name of a service is enough: "skaliere checkout".
  const named = ours || mentions.some(({ slot }) => nameable.has(slot));
  if (foreign.denies) return none;
  if (sense === "howTo" || sense === "symptom") return named ? ask : none;
  if (sense === "order") {
    if (!named) return none;
    return deed && isMeant(deed) ? offerOf(deed, speech) : wonder(onlyEnglish, ask.reading);
  }
  const [read] = reads.filter((match) => mayRead(match, speech, false) && match.typed && isComplete(match, names));
  if (read)
    return { kind: "act", action: read.action.name, params: read.params, reading: readingOf(speech, "frames", read) };
  if (sense === "question") return ours ? ask : none;
  return deed && isMeant(deed) ? offerOf(deed, speech) : none;
}

const onlyEnglish = "I take orders to change something in English, or as exact commands; say `help` for them.";
const offerOf = ({ action, params }: Match, speech: Speech): Intent =>
  offer(action, params, "I take orders to change something in English only.", readingOf(speech, "guards"));
const nameable = new Set([
  "host",
  "zone",
  "playbook",
  "alert",
  "request",
  "cidr",
  "service",
  "group",
  "ip",
  "model",
  "name",
]);
