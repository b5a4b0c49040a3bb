import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { folderSource } from "../../../knowledge/sources/folder.ts";
import { sourceContract, type Place } from "../../contracts/source.ts";

async function put(file: string, text: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

sourceContract("a folder", async (): Promise<Place> => {
  const above = await mkdtemp(path.join(tmpdir(), "folder-"));
  const folder = path.join(above, "runbooks");
  await mkdir(folder);
  await put(path.join(above, "outside.md"), "outside");
  return {
    source: folderSource({ folder }),
    put: (file, text) => put(path.join(folder, file), text),
    remove: (file) => rm(path.join(folder, file)),
    linkOut: (file) => symlink("../outside.md", path.join(folder, file)),
    publish: async () => undefined,
    vanish: () => rename(folder, `${folder}.gone`),
    close: () => rm(above, { recursive: true }),
  };
});

let above: string;
let folder: string;
beforeEach(async () => {
  above = await mkdtemp(path.join(tmpdir(), "folder-"));
  folder = path.join(above, "runbooks");
  await mkdir(folder);
});
afterEach(() => rm(above, { recursive: true }));

const list = () => folderSource({ folder }).list(AbortSignal.timeout(30_000));

it("follows links within the folder, as Kubernetes mounts files and folders", async () => {
  await put(path.join(folder, "..2026_01_01/disk.md"), "# Disk");
  await put(path.join(folder, "..2026_01_01/hosts/cpu.md"), "# CPU");
  await symlink("..2026_01_01", path.join(folder, "..data"));
  await symlink("..data/disk.md", path.join(folder, "disk.md"));
  await symlink("..data/hosts", path.join(folder, "hosts"));
  const listing = await list();
  expect([...listing.documents.keys()]).toEqual(["disk.md", "hosts/cpu.md"]);
  expect([...listing.refused]).toEqual([]);
  expect(String(await listing.read("hosts/cpu.md"))).toBe("# CPU");
});

it("follows no link in a circle, and none out of the folder", async () => {
  await put(path.join(folder, "a/disk.md"), "# Disk");
  await put(path.join(above, "private/keys.md"), "# Keys");
  await symlink("..", path.join(folder, "a/again"));
  await symlink("../private", path.join(folder, "private"));
  await symlink("nowhere.md", path.join(folder, "dead.md"));
  const { documents, refused } = await list();
  expect([...documents.keys()]).toEqual(["a/disk.md"]);
  expect(Object.fromEntries(refused)).toEqual({
    "a/again": "it is a link in a circle",
    private: "it is a link out of the folder",
    "dead.md": "ENOENT: no such file or directory",
  });
});

it("looks again at a link when it reads", async () => {
  await put(path.join(folder, "disk.md"), "same");
  await put(path.join(above, "outside.md"), "same");
  const listing = await list();
  await rm(path.join(folder, "disk.md"));
  await symlink("../outside.md", path.join(folder, "disk.md"));
  await expect(listing.read("disk.md")).rejects.toThrow("it is a link out of the folder");
});

it("does not give a text for another one's hash", async () => {
  const file = path.join(folder, "disk.md");
  await put(file, "before");
  const listing = await list();
  await put(file, "after");
  await expect(listing.read("disk.md")).rejects.toThrow(RangeError);
});

it("goes by content, not by time", async () => {
  const file = path.join(folder, "disk.md");
  await put(file, "before");
  const mtime = new Date(2020, 0, 1);
  await utimes(file, mtime, mtime);
  const before = await list();
  await put(file, "beford");
  await utimes(file, mtime, mtime);
  expect((await list()).documents.get("disk.md")).not.toBe(before.documents.get("disk.md"));
  await put(file, "before");
  expect((await list()).documents).toEqual(before.documents);
});

it("has addresses only where it is told of some", async () => {
  await put(path.join(folder, "hosts/a b.md"), "x");
  expect((await list()).link("hosts/a b.md")).toBeNull();
  const told = await folderSource({ folder, url: "https://wiki.example.test/{path}?x" }).list(
    AbortSignal.timeout(9000),
  );
  expect(told.link("hosts/a b$&.md", [1, 2])).toBe("https://wiki.example.test/hosts/a%20b%24%26.md?x");
  expect(told.rev).toBeNull();
});
