/** The models of an Ollama server. */
import { z } from "zod";
import { tagged, whyRefused } from "../model-settings.ts";
import { problem } from "../problem.ts";
import type { Model, Models, Progress } from "./models.ts";
import { Missing, ollamaClient } from "./ollama-client.ts";

export interface OllamaSettings {
  readonly url: string;
  readonly allow: readonly string[];
  /** Milliseconds for a question. */
  readonly timeoutMs?: number;
  /** Milliseconds without a word in the middle of a pull. */
  readonly silenceMs?: number;
}

const listed = z.object({
  models: z
    .array(
      z.object({
        name: z.string(),
        size: z.number().default(0),
        capabilities: z.array(z.string()).nullish(),
        remote_model: z.string().nullish(),
      }),
    )
    .nullish(),
});
const shown = z.object({ capabilities: z.array(z.string()).nullish() });

export function ollama({ url, allow, timeoutMs = 5000, silenceMs = 60_000 }: OllamaSettings): Models {
  const client = ollamaClient(url);
  const soon = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);

  const named = async (which: "list" | "ps", signal: AbortSignal) => {
    const answer = listed.safeParse(await client.ask((api) => api[which](), soon(signal)));
    if (!answer.success) throw problem("MODEL_UNREACHABLE", { url, why: "what answers there is not Ollama" });
    return answer.data.models ?? [];
  };

  /** Servers before about version 0.30 say what a model can do only if asked about it alone. */
  const capabilitiesOf = async (model: string, signal: AbortSignal): Promise<readonly string[]> =>
    shown.parse(await client.ask((api) => api.show({ model }), soon(signal))).capabilities ?? [];

  return {
    where: `Ollama at ${url}`,
    allowed: allow,
    list: async (signal) => {
      const [installed, inMemory] = await Promise.all([named("list", signal), named("ps", signal)]);
      const loaded = new Set(inMemory.map(({ name }) => name));
      return Promise.all(
        installed.map(async ({ name, size, capabilities, remote_model: remote }): Promise<Model> => ({
          name,
          size,
          capabilities: capabilities ?? (await capabilitiesOf(name, signal)),
          loaded: loaded.has(name),
          remote: typeof remote === "string",
        })),
      );
    },
    version: async (signal) => (await client.ask((api) => api.version(), soon(signal))).version,
    mayPull: (name) => mayPull(name, allow),
    pull: async (name, onProgress, signal) => {
      mayPull(name, allow);
      return pull(client, name, { onProgress, signal, silenceMs });
    },
    load: async (name, signal) => {
      const inMemory = await named("ps", signal);
      if (inMemory.some((model) => model.name === tagged(name))) return;
      try {
        // Without a message it only loads.
        await client.ask((api) => api.chat({ model: name, messages: [], keep_alive: "30m" }), signal);
      } catch (error) {
        throw error instanceof Missing ? problem("MODEL_MISSING", { name, url }) : error;
      }
    },
  };
}

function mayPull(name: string, allow: readonly string[]): void {
  if (!allow.some((one) => tagged(one) === tagged(name))) {
    throw problem("MODEL_NOT_ALLOWED", { name, allowed: allow.join(", ") || "none" });
  }
  // Of those that are refused, only these would not be what they seem: nothing of them is downloaded.
  const why = /(?:-|:)cloud$/.test(name) ? whyRefused(name) : null;
  if (why !== null) throw problem("MODEL_REFUSED", { name, why });
}

interface Watch {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
  readonly silenceMs: number;
}

async function pull(client: ReturnType<typeof ollamaClient>, name: string, watch: Watch): Promise<void> {
  const { onProgress, signal, silenceMs } = watch;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const parts = client.stream(
      (api) => api.pull({ model: name, stream: true }),
      AbortSignal.any([signal, silence.signal]),
    );
    for await (const { status, completed, total } of parts) {
      timer.refresh();
      const counted = typeof total === "number" && total > 0;
      onProgress({ status, ...(counted ? { total, done: completed ?? 0 } : {}) });
    }
  } catch (error) {
    const heard = silence.signal.aborted ? `nothing was heard of ${name} for ${silenceMs / 1000} s` : null;
    const why = heard ?? (error instanceof Missing ? `it knows no model ${name}` : null);
    throw why === null ? error : problem("PROVIDER_FAILED", { provider: "Ollama", why });
  } finally {
    clearTimeout(timer);
  }
}
