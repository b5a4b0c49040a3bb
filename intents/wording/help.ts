/** How people ask what they may ask. */
import type { Frame } from "../../src/action.ts";
import { list, phrases } from "./shared.ts";

export const help: readonly Frame[] = [
  {
    triggers: phrases(
      "help|what can you do|what can i do here|what can i ask|what can i ask you|what do you do|what can i say|which commands|what commands|list commands|list your commands|show commands|show your commands|show me your commands|show me the commands|what are you able to do|what are your commands|how do i use you|what actions|which actions|list actions|list your actions|what else can you do|commands|your commands",
    ),
    also: [
      ...list(
        "you for here do with me there are have understand know can use take get support understand i on the a list all",
      ),
      ...phrases("what you can do|what i can ask"),
    ],
    slots: {},
  },
  {
    triggers: list("help usage how what show explain give which what's tell syntax describe parameters"),
    about: phrases("help|usage|parameters|parameter|params|syntax|command|take|options|arguments|work|works|use"),
    also: list("for of the does me do i what how is are on with about it"),
    needs: ["action"],
    slots: { action: "action" },
  },
];
