/** Language models: names the inventory knows, and words of their shape ("qwen3:8b"). */
import { nothing, type Finder } from "./finder.ts";

const shape = /^[a-z][a-z0-9._/-]*:[a-z0-9][a-z0-9._-]*$/;

export const model: Finder = (words, at) => {
  const lower = words[at]?.lower ?? "";
  return shape.test(lower) ? [{ slot: "model", value: lower, length: 1 }] : nothing;
};
