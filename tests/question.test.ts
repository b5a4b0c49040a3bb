import { expect, test } from "vitest";
import { isQuestion } from "../src/question.ts";

test.each([
  ["how do I restore a deleted project?", true],
  ["what do we tweet during an outage", true],
  ["the disk is full, now what?", true],
  ["PostgresSplitBrain", true],
  ["  KubePodCrashLooping!", true],
  ["rotate the password of rails", false],
  ["good morning", false],
  ["Thanks", false],
  ["OK", false],
  [`how ${"long ".repeat(500)}?`, false],
])("%s: %s", (text, isOne) => {
  expect(isQuestion(text)).toBe(isOne);
});
