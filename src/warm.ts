/** The language model is loaded while nobody waits for it yet. */
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import type { Models } from "./providers/models.ts";

/** Milliseconds that a language model gets to be read from disk. */
const firstLoad = 30_000;

/** That it cannot be loaded is told where it matters: beside an answer. */
export async function warm({ model }: Config, models: Models, log: Log, closing: AbortSignal): Promise<void> {
  if (model.provider !== "ollama") return;
  try {
    await models.load(model.name, AbortSignal.any([closing, AbortSignal.timeout(firstLoad)]));
  } catch (error) {
    if (closing.aborted) return;
    log.warn({ model: model.name, error: String(error) }, "the language model could not be loaded");
  }
}
