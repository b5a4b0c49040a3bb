import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { load } from "../../knowledge/load.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), "runbooks-"))));
afterEach(() => rm(folder, { recursive: true }));

const put = async (file: string, text: string | Uint8Array): Promise<void> => {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
};
const paths = async (): Promise<string[]> => (await load(folder)).runbooks.map((runbook) => runbook.path);

it("reads Markdown in the folder and below, and nothing hidden", async () => {
  await put("b.md", "# B");
  await put("hosts/a.md", "# A");
  await put(".git/c.md", "# C");
  await put("notes.txt", "no");
  expect(await paths()).toEqual(["b.md", "hosts/a.md"]);
});

it("names a broken file, says why, and loads the others", async () => {
  await put("good.md", "# Good");
  await put("dates.md", "---\nreviewed: soon\n---\n# Dates");
  await put("binary.md", new Uint8Array([0xff, 0xfe, 0x00]));
  await put("book.md", "x".repeat(1_000_001));
  const { runbooks, problems } = await load(folder);
  expect(runbooks.map(({ title }) => title)).toEqual(["Good"]);
  expect(problems.map(({ code }) => code)).toEqual(["RUNBOOKS_BROKEN", "RUNBOOKS_BROKEN", "RUNBOOKS_BROKEN"]);
  expect(problems[2]?.sentence).toBe("dates.md: reviewed: must be a date like 2026-05-31.");
});

it("follows links within the folder, as Kubernetes mounts files, and none out of it", async () => {
  await put("..data/disk.md", "# Disk");
  await symlink("..data/disk.md", path.join(folder, "disk.md"));
  await symlink("/etc/hostname", path.join(folder, "secret.md"));
  const { runbooks, problems } = await load(folder);
  expect(runbooks.map(({ path: file }) => file)).toEqual(["disk.md"]);
  expect(problems.map(({ sentence }) => sentence)).toEqual(["secret.md: it is a link out of the folder."]);
});

it("reports a folder that is not there instead of failing", async () => {
  const { runbooks, problems } = await load(path.join(folder, "nowhere"));
  expect(runbooks).toEqual([]);
  expect(problems[0]?.code).toBe("RUNBOOKS_BROKEN");
});

it("takes the title from the front matter, the first heading, or the file's name", async () => {
  await put("a.md", "---\ntitle: From above\n---\n# Not this");
  await put("b.md", "# From the heading");
  await put("c-file.md", "Only text.");
  expect((await load(folder)).runbooks.map(({ title }) => title)).toEqual(["From above", "From the heading", "c-file"]);
});
