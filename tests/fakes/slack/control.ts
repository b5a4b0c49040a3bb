/** The fake by remote control, for tests and benchmarks that run it as a process of its own. All bodies are JSON. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault } from "./faults.ts";
import type { FakeSlack, Sent, Spoken } from "./index.ts";
import { readBody } from "./web-api.ts";
import { shapeOf } from "./world.ts";

/**
 * POST mention | direct | command | click: what it was and, once known, what became of it (`"wait": false`: at once).
 * POST group {id, users, enabled} · fault {method, fault, times} · send-to {url} · disconnect {reason, index} · cut {index} · clear.
 * GET  messages?channel= · ephemerals · calls · violations · state.
 */
export async function control(
  fake: FakeSlack,
  what: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const query = new URL(request.url ?? "", "http://fake").searchParams;
  const given = request.method === "POST" ? await readBody(request) : {};
  const tell = async (sent: Sent & { readonly ts?: string }): Promise<void> => {
    const { outcome, ...rest } = sent;
    answer(200, { ...rest, outcome: given["wait"] === false ? null : await outcome });
  };
  switch (what) {
    case "mention":
      return tell(fake.mention(given as unknown as Spoken));
    case "direct":
      return tell(fake.direct(given as unknown as Spoken));
    case "command":
      return tell(fake.command(given as unknown as Spoken));
    case "click":
      return tell(fake.click(given as unknown as Parameters<FakeSlack["click"]>[0]));
    case "group":
      fake.world.groups.set(String(given["id"]), {
        users: given["users"] as string[],
        enabled: given["enabled"] !== false,
      });
      return answer(200, {});
    case "fault":
      fake.faults.plant(String(given["method"]), given["fault"] as Fault, Number(given["times"] ?? 1));
      return answer(200, {});
    case "send-to":
      fake.sendTo(String(given["url"]));
      return answer(200, {});
    case "disconnect":
      fake.sockets.disconnect(given["reason"] as "warning", Number(given["index"] ?? 0));
      return answer(200, {});
    case "cut":
      fake.sockets.cut(Number(given["index"] ?? 0));
      return answer(200, {});
    case "clear":
      fake.faults.clear();
      fake.calls.length = 0;
      fake.violations.length = 0;
      return answer(200, {});
    case "messages":
      return answer(200, fake.messages(query.get("channel") ?? undefined).map(withChannel));
    case "ephemerals":
      return answer(200, fake.ephemerals());
    case "calls":
      return answer(200, fake.calls);
    case "violations":
      return answer(200, fake.violations);
    case "state": {
      const { calls, violations, outcomes, sockets } = fake;
      const unacknowledged = outcomes.filter(({ acknowledged }) => !acknowledged).length;
      const slowestAck = Math.max(0, ...outcomes.map(({ ms }) => ms));
      return answer(200, {
        connections: sockets.connections(),
        messages: fake.messages().length,
        calls: calls.length,
        violations: violations.length,
        sent: outcomes.length,
        unacknowledged,
        slowestAck,
      });
    }
    default:
      return answer(404, { error: `there is nothing called ${what}` });
  }
}

const withChannel = (message: Parameters<typeof shapeOf>[0]) => ({ channel: message.channel, ...shapeOf(message) });
