/** What the embedded database promises: a commit is on the disk, one process has the folder, kill -9 loses nothing. */
import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { dataFolder, temporaryFolder } from "../support/database.ts";

const run = promisify(execFile);
const writer = path.join(import.meta.dirname, "writer.ts");

describe("the embedded database", () => {
  it("syncs every commit to the disk", async () => {
    const folder = dataFolder();
    const log = path.join(folder, "syncs");
    writeFileSync(log, "");
    const preload = path.join(import.meta.dirname, "count-syncs.mjs");
    await run(process.execPath, ["--import", preload, writer, folder, "50"], {
      env: { ...process.env, SYNC_LOG: log },
    });
    expect(readFileSync(log, "utf8").length).toBeGreaterThanOrEqual(50);
  });

  it("keeps every acknowledged row through kill -9", async () => {
    const folder = dataFolder();
    let acknowledged = 0;
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [writer, folder, "0"], { stdio: ["ignore", "pipe", "inherit"] });
      const ended = new Promise((resolve) => child.on("exit", resolve));
      for await (const chunk of child.stdout) {
        acknowledged = Number(String(chunk).trim().split("\n").at(-1));
        if (acknowledged >= (round + 1) * 100) break;
      }
      child.kill("SIGKILL");
      await ended;
    }
    const { db, close } = await openDatabase(folder, null);
    const { rows } = await sql<{ n: number }>`select max(n) as n, count(*)::int as rows from written`.execute(db);
    await close();
    expect(rows[0]?.n).toBeGreaterThanOrEqual(acknowledged);
    expect(rows[0]).toMatchObject({ rows: rows[0]?.n });
  }, 120_000);

  it("is refused to a second process, and free again after the first", async () => {
    const folder = dataFolder();
    const { close } = await openDatabase(folder, null);
    await expect(run(process.execPath, [writer, folder, "1"])).rejects.toThrow(
      /Another Signalbox is using the data folder/,
    );
    await close();
    await expect(run(process.execPath, [writer, folder, "1"])).resolves.toMatchObject({ stdout: "1\n" });
  });

  it("says so when the folder cannot be written", async () => {
    const file = path.join(temporaryFolder(), "a-file");
    writeFileSync(file, "");
    await expect(openDatabase(path.join(file, "data"), null)).rejects.toMatchObject({ code: "DATA_READ_ONLY" });
  });

  it("keeps its folder to its own user", async () => {
    const folder = path.join(temporaryFolder(), "data");
    const { close } = await openDatabase(folder, null);
    await close();
    expect(existsSync(path.join(folder, "postgres"))).toBe(true);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(folder, "postgres")).mode & 0o777).toBe(0o700);
  });
});
