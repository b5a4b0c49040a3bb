import * as fc from "fast-check";
import { expect, it } from "vitest";
import { sparkline } from "../../src/providers/sparkline.ts";

it("rises with its numbers, from zero to the greatest", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([5, 5, 5])).toBe("███");
  expect(sparkline([0, 0])).toBe("▁▁");
  expect(sparkline([-7, 0])).toBe("▁█");
  expect(sparkline([])).toBe("");
});

it("what is no number is not drawn as one", () => {
  expect(sparkline([1, Number.NaN, Infinity, -Infinity, 2])).toBe("▅ ↑↓█");
  expect(sparkline([Number.NaN])).toBe(" ");
});

it("a short peak in a long series stays to be seen", () => {
  const values = Array.from({ length: 10_000 }, (_, index) => (index === 5001 ? 100 : 1));
  expect(sparkline(values)).toHaveLength(40);
  expect(sparkline(values).replaceAll(/[^█]/g, "")).toHaveLength(1);
});

it("any numbers fit in forty columns", () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 500 }), (values) => {
      expect(sparkline(values)).toMatch(/^[▁▂▃▄▅▆▇█ ↑↓]{0,40}$/);
    }),
  );
});
