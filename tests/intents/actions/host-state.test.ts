/** host.list state=up|down asks each host whether it answers right now. */
import { expect, test } from "vitest";
import { hostList } from "../../../intents/actions/host.ts";
import type { AnswerContext } from "../../../src/action.ts";
import type { Inventory } from "../../../src/inventory.ts";
import { problem } from "../../../src/problem.ts";
import type { Providers } from "../../../src/providers/index.ts";
import type { End, Shells } from "../../../src/providers/shell.ts";
import { createShells } from "../../../src/providers/shells.ts";
import { contextOf, inventoryOf } from "../../providers/playbook/bench.ts";
import { host } from "./site.ts";

const here = host("here");
const gone = host("gone", { transport: "ssh", address: "127.0.0.1", port: 1 });
const inventory: Inventory = { ...inventoryOf(here, gone), groups: { far: ["gone"], none: [] } };
const real = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);

const ask = async (params: { group?: string; state?: "up" | "down" }, shells: Shells = real, where = inventory) => {
  const context: AnswerContext = { ...contextOf(where), message: "m-1", providers: { shells } as unknown as Providers };
  const reply = await hostList.answer(params, context);
  return { text: "text" in reply ? reply.text : "", blocks: "blocks" in reply ? (reply.blocks ?? []) : [] };
};

test("this machine answers, one that is not there does not, and why", async () => {
  expect((await ask({ state: "up" })).text).toBe("1 of 2 hosts is up: here.");
  const down = await ask({ state: "down" });
  expect(down.text).toBe("1 of 2 hosts is down: gone.");
  expect(down.blocks).toMatchObject([
    { kind: "table", rows: [["gone"]].map((row) => expect.arrayContaining(row) as string[]) },
    { kind: "text" },
  ]);
  const [, reason] = down.blocks;
  expect(reason?.kind === "text" && reason.text).toMatch(/gone/);
  expect((await ask({ state: "up", group: "far" })).text).toBe("0 of 1 hosts in far are up.");
  expect((await ask({ state: "up", group: "none" })).text).toBe("0 of 0 hosts in none are up.");
});

const saying = (exec: () => Promise<End>): Shells => ({
  on: () => Promise.resolve({ exec, close: () => Promise.resolve() }),
  close: () => Promise.resolve(),
});

test.each([
  [{ kind: "exit", code: 1 }, "here answers, but runs no command (exit)."],
  [{ kind: "timeout" }, "here answers, but runs no command (timeout)."],
] as [End, string][])("a command that ends by %j is no answer", async (end, why) => {
  const { blocks } = await ask(
    { state: "down" },
    saying(() => Promise.resolve(end)),
    inventoryOf(here),
  );
  expect(blocks.at(-1)).toEqual({ kind: "text", text: why });
});

test("a host that never says anything is down after five seconds, and all are asked at once", async () => {
  let [now, most] = [0, 0];
  const many = inventoryOf(...Array.from({ length: 20 }, (_, index) => host(`h${index}`)));
  const silent = saying(() => {
    most = Math.max(most, ++now);
    return new Promise<End>(() => {});
  });
  const begun = performance.now();
  const few: Inventory = { ...many, groups: { few: ["h0", "h1", "h2"] } };
  const { text, blocks } = await ask({ state: "down", group: "few" }, silent, few);
  expect(text).toBe("3 of 3 hosts in few are down: h0, h1, h2.");
  expect(blocks.at(-1)).toEqual({ kind: "text", text: "h2 did not answer within 5 s." });
  expect(performance.now() - begun).toBeLessThan(8000);
  expect(most).toBe(3);
});

test("no more than sixteen are asked at the same time", async () => {
  let [now, most] = [0, 0];
  const many = inventoryOf(...Array.from({ length: 40 }, (_, index) => host(`h${index}`)));
  const slow = saying(async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now--;
    throw problem("HOST_UNREACHABLE", { host: "h", why: "a test" });
  });
  expect((await ask({ state: "up" }, slow, many)).text).toBe("0 of 40 hosts are up.");
  expect(most).toBe(16);
});

const about = (params: { group?: string; state?: "up" | "down" }) =>
  hostList.resources(params, inventory).map(({ kind, id }) => `${kind} ${id}`);

test("policy is told of every host that would be asked", () => {
  expect(about({})).toEqual(["site inventory"]);
  expect(about({ group: "far", state: "up" })).toEqual(["group far", "host gone"]);
  expect(about({ state: "down" })).toEqual(["site inventory", "host here", "host gone"]);
});
