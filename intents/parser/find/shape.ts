/** Names by their shape, whether or not the inventory knows them: models ("qwen3:8b") and alerts ("HighErrorRate"). */
import { nothing, type Finder } from "./finder.ts";

const shape = /^[a-z][a-z0-9._/-]*:[a-z0-9][a-z0-9._-]*$/;

const camel = /^(?:[A-Z]+[a-z0-9]+){2,}[A-Z0-9]*$/;

export const alertName: Finder = (words, at) => {
  const text = words[at]?.text ?? "";
  return camel.test(text) ? [{ slot: "alert-name", value: text, length: 1 }] : nothing;
};

export const model: Finder = (words, at) => {
  const lower = words[at]?.lower ?? "";
  return shape.test(lower) ? [{ slot: "model", value: lower, length: 1 }] : nothing;
};
