/**
 * The fake as a process: `node tests/fakes/slack/main.ts [--port N] [--no-validate] [--no-record] [--limits]`.
 * Its first line of output is {"url", "port", "bot_token", "app_token", "signing_secret"}; it ends on SIGTERM.
 */
import { parseArgs } from "node:util";
import { signingSecret, startFakeSlack, tokens } from "./index.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "no-validate": { type: "boolean", default: false },
    "no-record": { type: "boolean", default: false },
    limits: { type: "boolean", default: false },
  },
});
const fake = await startFakeSlack({
  port: Number(values.port),
  validate: !values["no-validate"],
  record: !values["no-record"],
  limits: values.limits,
});
const { url, port } = fake;
console.log(JSON.stringify({ url, port, bot_token: tokens.bot, app_token: tokens.app, signing_secret: signingSecret }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void fake.close());
