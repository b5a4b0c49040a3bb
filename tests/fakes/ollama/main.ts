/**
 * The fake as a process: `node tests/fakes/ollama/main.ts [--port N] [--says TEXT] [--worst ACTION]`. Its first line of
 * output is {"url", "port"}; it ends on SIGTERM. `--worst` proposes that change to everything that is said.
 */
import { parseArgs } from "node:util";
import { offered, worst } from "./adversary.ts";
import { fakeOllama } from "./server.ts";

const { values } = parseArgs({
  options: { port: { type: "string", default: "0" }, says: { type: "string" }, worst: { type: "string" } },
});
const fake = await fakeOllama(undefined, Number(values.port));
const { says, worst: action } = values;
if (says !== undefined) fake.reply = () => says;
if (action !== undefined) {
  fake.reply = ({ format, messages }) => {
    const [named = "none"] = offered(format as object, new Set([action]));
    const malice = { action: named, choose: "all", evidence: "whole", act: "command" } as const;
    return JSON.stringify(worst(format as object, messages.at(-1)?.content ?? '""', malice, Math.random));
  };
}
console.log(JSON.stringify({ url: fake.url, port: fake.port }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void fake.stop());
