/** A bounded call of the configured model. */
import type { ModelSettings } from "../config.ts";
import { createCall, type Call, type CallSettings } from "./call.ts";
import { ollamaChat } from "./ollama-chat.ts";
import { otherChat } from "./other-chat.ts";

export interface Bounds extends Partial<Omit<CallSettings, "chat">> {
  /** Tokens of one answer. */
  readonly longest?: number;
}

/**
 * The provider must not be `none`. Whoever else calls the same model should be given the same turnstile and the same
 * breaker: its server is one, whoever asks.
 */
export function callOf(
  { provider, name, url, key, deadline_ms: deadline }: ModelSettings,
  { longest, ...bounds }: Bounds = {},
): Call {
  const chat =
    provider === "ollama" && url !== null
      ? ollamaChat({ url, model: name, ...(longest === undefined ? {} : { longest }) })
      : otherChat({ provider, model: name, url, key, ...(longest === undefined ? {} : { longest }) });
  return createCall({ chat, deadline, ...bounds });
}
