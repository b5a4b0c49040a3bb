/** Slack posting to the bot, signed: https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import type { Kind, Outcome, Patience, Sender } from "./sent.ts";

export interface HttpSender extends Sender {
  /** One signed request, changed as the test likes. */
  post(raw: string, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  sign(raw: string, timestamp?: number): Record<string, string>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly ms: number;
}

/** Exactly this, without a charset: Bolt compares the whole header. */
const form = "application/x-www-form-urlencoded";

const encode = (kind: Kind, body: Readonly<Record<string, unknown>>): [raw: string, type: string] => {
  if (kind === "events_api") return [JSON.stringify(body), "application/json"];
  const fields = kind === "interactive" ? { payload: JSON.stringify(body) } : (body as Record<string, string>);
  return [new URLSearchParams(fields).toString(), form];
};

export function createHttpSender(url: () => string, secret: string, patience: Patience): HttpSender {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  const sign = (raw: string, timestamp = Math.floor(Date.now() / 1000)): Record<string, string> => {
    const hash = createHmac("sha256", secret).update(`v0:${timestamp}:${raw}`).digest("hex");
    return { "x-slack-request-timestamp": String(timestamp), "x-slack-signature": `v0=${hash}` };
  };

  const post: HttpSender["post"] = (raw, headers = {}) =>
    new Promise((resolve, reject) => {
      const sentAt = performance.now();
      const length = { "content-length": String(Buffer.byteLength(raw)) };
      const sending = request(
        url(),
        { method: "POST", agent, headers: { ...length, ...headers }, timeout: patience.ackWithin },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("end", () => {
            const body = Buffer.concat(parts).toString();
            const { statusCode: status = 0, headers: answered } = response;
            resolve({ status, headers: answered, body, ms: performance.now() - sentAt });
          });
        },
      );
      sending.on("timeout", () => sending.destroy(new Error("timeout")));
      sending.on("error", reject);
      sending.end(raw);
    });

  return {
    post,
    sign,
    send: async (kind, body): Promise<Outcome> => {
      const [raw, type] = encode(kind, body);
      const waits = kind === "events_api" ? patience.again : [];
      let attempts = 0;
      let status: number | undefined;
      for (const wait of [0, ...waits]) {
        if (attempts > 0) await new Promise((resolve) => setTimeout(resolve, wait).unref());
        const retry =
          attempts > 0 ? { "x-slack-retry-num": String(attempts), "x-slack-retry-reason": "http_error" } : {};
        attempts += 1;
        try {
          const answered = await post(raw, { "content-type": type, ...sign(raw), ...retry });
          status = answered.status;
          if (status >= 200 && status < 300) {
            const given = answered.body;
            const parsed: unknown = given.startsWith("{") ? JSON.parse(given) : given;
            return { acknowledged: true, attempts, ms: answered.ms, body: parsed, status };
          }
          if (answered.headers["x-slack-no-retry"] === "1") break;
        } catch {
          // Not reached, or not answered in time.
        }
      }
      return { acknowledged: false, ms: patience.ackWithin, body: null, attempts, ...(status ? { status } : {}) };
    },
    close: () => agent.destroy(),
  };
}
