/** `signalbox ask`: the runbooks alone; no database is opened. */
import { createLibrary } from "../../knowledge/library.ts";
import { renderReply } from "../../adapters/terminal/render.ts";
import type { Where } from "../cli.ts";
import { look, openConfig, speakingPerson } from "./site.ts";

export async function ask(
  question: string,
  options: Where & { readonly as?: string; readonly json?: boolean },
): Promise<0> {
  const config = await openConfig(options);
  const { roles } = speakingPerson(config, options.as);
  const library = await createLibrary({ folder: config.folders.runbooks });
  const reply = await library.answer({ text: question, audiences: [roles], about: null });
  const { abstained, text, sources, confidence } = reply;
  const json = { abstained, ...(abstained ? {} : { answer: text }), sources, confidence };
  console.log(options.json ? JSON.stringify(json) : renderReply(reply, look));
  return 0;
}
