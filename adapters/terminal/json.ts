/** A reply as data, for programs that read what Signalbox says: `chat --json`, `review --json`. */
import type { Receipt } from "../../src/receipt.ts";
import type { Reply, Source, Suggestion } from "../../src/reply.ts";
import type { State } from "../../src/request.ts";

export interface ReplyJson {
  readonly reply: Reply["reply"];
  /** Makes sense alone. */
  readonly text: string;
  readonly request?: {
    readonly id: string;
    readonly action: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly state: State;
    readonly digest: string;
    readonly because?: string;
    readonly receipt?: Receipt;
  };
  readonly sources?: readonly Source[];
  readonly abstained?: boolean;
  readonly confidence?: number;
  readonly suggestions?: readonly Suggestion[];
}

export function toJson(reply: Reply): ReplyJson {
  switch (reply.reply) {
    case "text":
      return {
        reply: "text",
        text: reply.text,
        ...(reply.suggestions?.length ? { suggestions: reply.suggestions } : {}),
      };
    case "answer":
      return {
        reply: "answer",
        text: reply.text,
        sources: reply.sources,
        abstained: reply.abstained,
        confidence: reply.confidence,
        suggestions: reply.suggestions,
      };
    case "card": {
      const { card } = reply;
      return {
        reply: "card",
        text: [card.sentence, card.status, card.because, card.receipt?.summary].filter(Boolean).join("\n"),
        request: {
          id: card.request,
          action: card.action,
          params: card.params,
          state: card.state,
          digest: card.digest,
          ...(card.because === null ? {} : { because: card.because }),
          ...(card.receipt === null ? {} : { receipt: card.receipt }),
        },
      };
    }
  }
}
