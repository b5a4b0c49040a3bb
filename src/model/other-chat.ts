/**
 * One answer of a model behind any provider that LangChain knows, by its name in the configuration. It comes as a whole,
 * for every provider has its own way to send pieces. The form stands in the prompt alone, for the same reason; it is
 * checked afterwards all the same. The provider's own package must be installed: `npm install @langchain/openai`.
 */
import type { Secret } from "../secret.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { longestAnswer, type Chat } from "./call.ts";
import { ModelFault } from "./fault.ts";

export interface OtherSettings {
  readonly provider: string;
  readonly model: string;
  readonly url: string | null;
  readonly key: Secret | null;
  /** Tokens of one answer. */
  readonly longest?: number;
}

export function otherChat({ provider, model, url, key, longest = longestAnswer }: OtherSettings): Chat {
  const ready = Promise.all([import("langchain/chat_models/universal"), import("@langchain/core/messages")]);
  const say: Chat["say"] = async ({ system, user }, _, signal) => {
    const [{ initChatModel }, { HumanMessage, SystemMessage }] = await ready;
    const fetch = boundedFetch({ signal, longest });
    // Each vendor's class takes what it knows of this and leaves the rest.
    const settings = {
      modelProvider: provider,
      temperature: 0,
      maxTokens: longest,
      maxRetries: 0,
      fetch,
      clientOptions: { fetch },
      configuration: { fetch, ...(url === null ? {} : { baseURL: url }) },
      ...(url === null ? {} : { baseUrl: url }),
      ...(key === null ? {} : { apiKey: key.reveal() }),
    };
    const chat = await initChatModel(model, settings).catch((error: unknown) => {
      throw new ModelFault("failed", error instanceof Error ? error.message : String(error));
    });
    const messages = [new SystemMessage(system), new HumanMessage(user)];
    // oxlint-disable-next-line no-underscore-dangle -- `invoke` would tell a tracing service; see ollama-chat.ts
    const { generations } = await chat._generate(messages, { signal });
    const content = generations[0]?.message.content;
    return typeof content === "string" ? content : "";
  };
  return { ready, say };
}
