/**
 * The fake as a process: `node tests/fakes/qdrant/main.ts [--port N] [--key KEY]`. Its first line of output is
 * {"url", "port"}; it ends on SIGTERM, and says what did not fit the description.
 */
import { parseArgs } from "node:util";
import { fakeQdrant } from "./server.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, key: { type: "string" } } });
const fake = await fakeQdrant({ port: Number(values.port), ...(values.key === undefined ? {} : { key: values.key }) });
console.log(JSON.stringify({ url: fake.url, port: fake.port }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void fake.stop());
