/** Questions that no runbook answers, for people to read. */
import type { Gap } from "./providers/questions.ts";
import { say, type Reply } from "./reply.ts";

const shown = 15;

/** `when` says how far back was looked: "in the last 30 days". */
export function sayGaps(gaps: readonly Gap[], when: string): Reply {
  if (gaps.length === 0) return say(`No question ${when} went without an answer that helped.`);
  const times = gaps.reduce((sum, gap) => sum + gap.times, 0);
  const kinds = gaps.length === 1 ? "one kind" : `${gaps.length} kinds`;
  const rest = gaps.length > shown ? ` The commonest ${shown}:` : "";
  const columns = ["times", "people", "last", "for example", "what was wrong", "closest runbook"];
  return say(
    `${times} ${times === 1 ? "question" : "questions"} of ${kinds} found no answer that helped ${when}.${rest}`,
    {
      blocks: [{ kind: "table", columns, rows: gaps.slice(0, shown).map(rowOf) }],
    },
  );
}

const rowOf = (gap: Gap): string[] => [
  String(gap.times),
  String(gap.people),
  gap.last.slice(0, 10),
  gap.wording ?? "(asked in a direct message)",
  wrong(gap),
  gap.closest ?? "",
];

function wrong({ times, unanswered, unhelpful }: Gap): string {
  const unsure = times - unanswered - unhelpful;
  return [
    unanswered > 0 ? `nothing found ${unanswered}×` : "",
    unsure > 0 ? `not sure ${unsure}×` : "",
    unhelpful > 0 ? `did not help ${unhelpful}×` : "",
  ]
    .filter((one) => one !== "")
    .join(", ");
}
