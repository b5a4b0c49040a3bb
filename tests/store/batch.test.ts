/** Group commit: what may share a write, and what must not. */
import { describe, expect, it } from "vitest";
import { batched } from "../../src/store/batch.ts";

/** A writer whose turn at the database comes when the test says so. */
function openDesk() {
  const written: (readonly number[])[] = [];
  const turns: (() => void)[] = [];
  const broken = new Set<number>();
  let closed = false;
  const add = batched<number, number>(async (take) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    turns.push(resolve);
    await promise;
    if (closed) throw new Error("no turn");
    const items = take();
    written.push(items);
    if (items.some((item) => broken.has(item))) throw new Error(`cannot write ${items.join(" ")}`);
    return items.map((item) => item * 10);
  }, 3);
  const turn = async (): Promise<void> => {
    turns.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { add, turn, written, broken, close: () => (closed = true) };
}

describe("batched", () => {
  it("writes together what comes before its turn, and the rest at the next", async () => {
    const { add, turn, written } = openDesk();
    const results = Promise.all([1, 2, 3, 4].map(add));
    await turn();
    const late = add(5);
    await turn();
    expect(await results).toEqual([10, 20, 30, 40]);
    expect(await late).toBe(50);
    expect(written).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it("fails only what cannot be written", async () => {
    const { add, turn, broken } = openDesk();
    broken.add(2);
    const results = Promise.allSettled([1, 2, 3].map(add));
    for (let turns = 0; turns < 4; turns++) await turn();
    expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const next = add(4);
    await turn();
    expect(await next).toBe(40);
  });

  it("fails everything that waits when there is no turn", async () => {
    const { add, turn, close } = openDesk();
    close();
    const results = Promise.allSettled([1, 2, 3, 4].map(add));
    await turn();
    expect((await results).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected", "rejected"]);
  });
});
