/** How people say whether an answer helped. Nothing else may be said beside it, or it is something else. */
import type { Frame } from "../../src/action.ts";
import { list, phrases } from "./shared.ts";

const beside = [
  ...list("thanks thx ty cheers ok okay yes yep great perfect nice cool awesome excellent sorry sadly unfortunately"),
  ...list("hey hi signalbox @signalbox bot @bot but and really totally actually very much so a lot bit for me us here"),
  ...list(
    "well hmm ah oh just exactly that that's thats this it it's the one answer runbook was is at all though again 🙏 🙂 😊 😀 😕 🙁",
  ),
  "thank you",
];

export const answerHelped: readonly Frame[] = [
  {
    afterAnswer: true,
    triggers: phrases(
      "helped|helped me|helped us|that helps|this helps|it helps|worked|works|works now|working now|it works|that works|that did it|that did the trick|did the trick|solved|solved it|that solved it|that fixed it|fixed it|fixed|helpful|useful|right runbook|correct runbook|right answer|good answer|what i needed|what i was looking for|👍|:+1:|:thumbsup:",
    ),
    also: beside,
    slots: {},
  },
];

export const answerUnhelpful: readonly Frame[] = [
  {
    afterAnswer: true,
    triggers: phrases(
      "did not help|didn't help|didnt help|does not help|doesn't help|doesnt help|no help|not much help|not helpful|not really helpful|not very helpful|not that helpful|did not really help|didn't really help|unhelpful|not useful|useless|did not work|didn't work|didnt work|does not work|doesn't work|doesnt work|not working|has not helped|hasn't helped|wrong runbook|not the right runbook|wrong answer|not the answer|not what i asked|not what i meant|not what i needed|not what i was looking for|not it|wrong|wrong one|not right|no good|outdated|out of date|👎|:-1:|:thumbsdown:",
    ),
    also: [...beside, ...list("no nope")],
    slots: {},
  },
];
