import { expect, it } from "vitest";
import { analyse, fold, subjects } from "../../knowledge/analyse.ts";

it("gives an identifier whole and in its parts", () => {
  expect(analyse("KubePodCrashLooping")).toEqual(["kubepodcrashlooping", "kub", "pod", "crash", "loop"]);
  expect(analyse("node_filesystem_avail_bytes")[0]).toBe("node_filesystem_avail_bytes");
  expect(analyse("HTTPServerError")).toEqual(["httpservererror", "http", "server", "error"]);
});

it("keeps digits: 5xx, 429 and the plural of a status", () => {
  expect(analyse("5xx 429 502s")).toEqual(["5xx", "429", "502"]);
});

it.each([
  "caching cached caches cache",
  "rotating rotated rotate rotation",
  "filling fills filled fill",
  "string strings",
])("lets the forms of a word meet: %s", (forms) => expect(new Set(analyse(forms)).size).toBe(1));

it("keeps words apart that only look like forms of each other", () => {
  expect(new Set(analyse("news seed process address")).size).toBe(4);
});

it("asks about subjects only, each once", () => {
  expect(subjects("The disk on this box is filling up, what do I do about the disk?")).toEqual(["disk", "box", "fill"]);
});

it("compares names by letters and digits", () => {
  expect(fold("kube pod crash-looping")).toBe(fold("KubePodCrashLooping"));
});
