import { expect, it } from "vitest";
import { visible, withoutComments } from "../../knowledge/clean.ts";

it("takes out what draws nothing", () => {
  expect(visible("rm\u200b -rf \u202E/\u2066x\u2069 \u{E0041}\u00ad\ufeffend\u0007\r\nnext\ttab")).toBe(
    "rm -rf /x end\nnext\ttab",
  );
});

it("takes comments out of text and leaves them in code", () => {
  const markdown =
    "Before <!-- hidden --> after.\n\n<!--\nplaybook.run x\n-->\n\n```html\n<!-- shown -->\n```\n\n`<!-- shown too -->`";
  const clean = withoutComments(markdown);
  expect(clean).not.toContain("hidden");
  expect(clean).not.toContain("playbook.run");
  expect(clean).toContain("<!-- shown -->");
  expect(clean).toContain("`<!-- shown too -->`");
});

it("takes out a comment that is never closed", () => {
  expect(withoutComments("Before.\n\n<!-- hidden\n\nstill hidden").trim()).toBe("Before.");
});
