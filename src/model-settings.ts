/** What the settings under `model` mean: where Ollama answers, and which models are not used for reading words. */
import type { ModelSettings } from "./config.ts";
import type { Names } from "./inventory.ts";

const defaultPort = "11434";
export const ollamaAtHome = `http://127.0.0.1:${defaultPort}`;

/**
 * The address in Ollama's own variable OLLAMA_HOST, which is meant for its server: it may lack a scheme or a port, and
 * "every address" is not one that can be asked.
 */
export function ollamaUrl(host: string | undefined): string {
  const text = host?.trim() ?? "";
  if (text === "") return ollamaAtHome;
  const named = text.includes("://");
  const bare = text.startsWith(":") ? `127.0.0.1${text}` : text;
  const whole = named ? text : `http://${bare}`;
  if (!URL.canParse(whole)) return ollamaAtHome;
  const url = new URL(whole);
  if (url.port === "" && !named) url.port = defaultPort;
  if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = "127.0.0.1";
  return url.href.replace(/\/+$/, "");
}

/** "qwen3" is "qwen3:latest". */
export const tagged = (name: string): string => (name.includes(":") ? name : `${name}:latest`);

/** Refused by name, each with its reason. */
const refused: readonly (readonly [name: RegExp, why: string])[] = [
  [/(?:-|:)cloud$/, "it runs somewhere else, where the form of an answer is not enforced"],
  [/(?:^|\/)gpt-oss\b/, "its thinking cannot be switched off, and the form of an answer holds only after it"],
  [/(?:^|\/)qwen3:(?:latest|4b|4b-q\w+)$/, "it thinks whether asked to or not; take qwen3:4b-instruct"],
  [/thinking/, "it thinks whether asked to or not"],
  [/(?:^|\/)llama3\.2:(?:latest|[13]b)/, "it proposes an action for every second message that wants none"],
  [/(?:^|\/)gemma3:(?:latest|270m|[14]b)/, "it proposes an action for every second message that wants none"],
];

/** Why this model is not used for reading words, or null. */
export function whyRefused(name: string): string | null {
  const whole = tagged(name.toLowerCase());
  return refused.find(([pattern]) => pattern.test(whole))?.[1] ?? null;
}

/** The names that a parser may know, and those of models that may be asked for. The server itself is not asked. */
export const withModels = (names: Names, { name, allow }: Pick<ModelSettings, "name" | "allow">): Names => ({
  ...names,
  models_known: [...new Set([name, ...allow])],
});
