/** How people ask for language models. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

export const modelList: readonly Frame[] = [
  {
    triggers: [
      ...list("show list get give what what's which how display see any tell do models is are got"),
      ...phrases("how many|are there|is there|pull up"),
    ],
    about: phrases("models|model|llms|llm|ollama models|language models|language model|local models|ollama"),
    also: [
      ...seeing,
      ...list(
        "installed available here ollama local locally pulled downloaded can use loaded our pick so far disk know",
      ),
    ],
    slots: {},
  },
];

export const modelPull: readonly Frame[] = [
  {
    triggers: phrases("pull|download|fetch|install|get|pull down|grab|add|pull in|load|bring in"),
    also: list("model models ollama llm down weights latest new local onto us in via through the again"),
    alone: phrases("pull|download"),
    slots: { model: "model" },
    requires: ["model"],
  },
];
