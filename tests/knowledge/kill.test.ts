import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { openLibrary } from "../../knowledge/library.ts";
import { folderSource } from "../../knowledge/sources/folder.ts";
import { everything } from "../support/library.ts";

const count = 150;
const kills = 5;

/** Reads the folder in a process of its own, which is killed after so many documents. */
async function readAndDie(folder: string, file: string, after: number): Promise<void> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "indexer.ts"), folder, file]);
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes(`reading ${after}\n`)) child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  expect(signal).toBe("SIGKILL");
}

it(
  "is usable and whole after being killed in the middle of reading, again and again",
  { timeout: 120_000 },
  async () => {
    const home = mkdtempSync(path.join(tmpdir(), "killed-"));
    const folder = path.join(home, "runbooks");
    const file = path.join(home, "knowledge.db");
    mkdirSync(folder);
    const write = (round: number): void => {
      for (let number = 0; number < count; number++) {
        const text = `# Gizmo ${number}\n\n## Steps\n\nTurn gizmo ${number} round ${round} times.\n\n\`\`\`sh\nturn ${number}\n\`\`\`\n`;
        writeFileSync(path.join(folder, `gizmo-${number}.md`), text);
      }
    };
    const open = (where: string) => openLibrary({ sources: [folderSource({ folder })], file: where });
    try {
      for (let round = 0; round < kills; round++) {
        // Everything changes each time: killed while it replaces what was there.
        write(round);
        await readAndDie(folder, file, 20 + 25 * round);
      }
      const [mended, fresh] = await Promise.all([open(file), open(":memory:")]);
      expect(mended.shelf.cards.size).toBe(count);
      for (const question of ["gizmo 7", "turn gizmo 42 round", `${kills - 1} times`]) {
        expect(await mended.search(question, everything)).toEqual(await fresh.search(question, everything));
      }
      for (const id of fresh.shelf.cards.keys()) expect(mended.shelf.book(id)).toEqual(fresh.shelf.book(id));
      await Promise.all([mended.close(), fresh.close()]);
    } finally {
      rmSync(home, { recursive: true });
    }
  },
);
