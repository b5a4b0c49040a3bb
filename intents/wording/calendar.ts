/** How people ask whether changes are frozen, and when they may be made. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

const when = list(
  "next upcoming coming until till over end ends ended start starts begin begins long today tonight tomorrow week weekend month days lifted finish finishes",
);

export const calendarShow: readonly Frame[] = [
  {
    triggers: [
      ...list("is are when which what show list any see get give tell do does check until"),
      ...phrases("when's|what's|how long|are there|is there|next change window|change calendar|next freeze"),
    ],
    about: [
      ...phrases("frozen|freeze|freezes|change freeze|change freezes|code freeze|deploy freeze|deployment freeze"),
      ...phrases("change window|change windows|maintenance window|maintenance windows|change calendar|freeze calendar"),
    ],
    also: [
      ...seeing,
      ...when,
      ...list(
        "changes change code deploy deployment deployments environment open opens closed planned scheduled still",
      ),
    ],
    slots: { env: "environment" },
  },
];
