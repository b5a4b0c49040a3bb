/** Which model a command uses: the one it names, else the configured one. */
import type { Config, ModelSettings } from "../config.ts";
import { ollamaAtHome, whyRefused } from "../model-settings.ts";
import { problem } from "../problem.ts";
import { ollama } from "../providers/ollama.ts";

/** `none` is none; a name means Ollama where no provider is configured. Throws Problem MODEL_REFUSED. */
export function chooseModel({ model }: Pick<Config, "model">, name: string | undefined): ModelSettings {
  if (name === undefined) return model;
  if (name === "none") return { ...model, provider: "none" };
  const provider = model.provider === "none" ? "ollama" : model.provider;
  const why = provider === "ollama" ? whyRefused(name) : null;
  if (why !== null) throw problem("MODEL_REFUSED", { name, why });
  return { ...model, provider, name, url: model.url ?? (provider === "ollama" ? ollamaAtHome : null) };
}

/**
 * Reads the model from disk before the first sentence, within almost four times the limit for one. Why it could not,
 * the first sentence tells as well.
 */
export async function warmUp(model: ModelSettings): Promise<void> {
  const { provider, name, url, allow, deadline_ms: deadline } = model;
  if (provider !== "ollama" || url === null) return;
  // A server that does not say within a second what it has in memory is not waited for.
  const models = ollama({ url, allow, timeoutMs: Math.min(deadline, 1000) });
  await models.load(name, AbortSignal.timeout(deadline * 3.75)).catch(() => undefined);
}
