/** `signalbox ask`: the runbooks alone; no database is opened. */
import { openKnowledge } from "../../knowledge/open.ts";
import { renderReply } from "../../adapters/terminal/render.ts";
import type { Where } from "../cli.ts";
import { namesOf } from "../inventory.ts";
import { loadPlaybooks } from "../providers/playbook/load.ts";
import { look, openConfig, speakingPerson } from "./site.ts";

export async function ask(
  question: string,
  options: Where & { readonly as?: string; readonly json?: boolean },
): Promise<0> {
  const config = await openConfig(options);
  const { roles } = speakingPerson(config, options.as);
  const { playbooks } = loadPlaybooks(config.folders.playbooks);
  const library = await openKnowledge(config, { names: namesOf({ ...config.inventory, playbooks }) });
  const reply = await library.answer({ text: question, audiences: [roles], about: null });
  await library.close();
  const { abstained, text, sources, confidence } = reply;
  const json = { abstained, ...(abstained ? {} : { answer: text }), sources, confidence };
  console.log(options.json ? JSON.stringify(json) : renderReply(reply, look));
  return 0;
}
