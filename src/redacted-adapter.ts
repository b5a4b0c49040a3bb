/** An adapter that never gets to see a secret: neither in what it is to say nor in the output that it shows meanwhile. */
import type { Adapter } from "./adapter.ts";
import type { Reply } from "./reply.ts";

export function redactedAdapter(adapter: Adapter, redact: (text: string) => string): Adapter {
  return {
    ...adapter,
    deliver: (delivery) =>
      adapter.deliver({ ...delivery, reply: JSON.parse(redact(JSON.stringify(delivery.reply))) as Reply }),
    progress: (place, request, ref, line) => adapter.progress?.(place, request, ref, redact(line)),
  };
}
