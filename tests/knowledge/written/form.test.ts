import { array, assert, constantFrom, nat, property, string } from "fast-check";
import { expect, it } from "vitest";
import { claimReader, form } from "../../../knowledge/written/form.ts";
import type { Claim } from "../../../knowledge/written/verify.ts";

const claims: readonly Claim[] = [
  { cites: [1], quote: 'say "[{" \\ and }]', text: 'Brackets ]} and \\" within words.' },
  { cites: [2, 3], quote: "", text: "Zweiter Satz: \u{1F600} {[" },
];
const whole = JSON.stringify({ sentences: claims });

const readIn = (pieces: readonly string[]): Claim[] => {
  const heard: Claim[] = [];
  const read = claimReader((claim) => void heard.push(claim));
  for (const piece of pieces) read(piece);
  return heard;
};

it("reads the same claims however the words are cut", () => {
  const cuts = array(nat(whole.length), { maxLength: 20 });
  assert(
    property(cuts, (at) => {
      const places = [0, ...at.toSorted((a, b) => a - b), whole.length];
      const pieces = places.slice(1).map((end, i) => whole.slice(places[i], end));
      expect(readIn(pieces)).toEqual(claims);
    }),
    { seed: 5 },
  );
});

it("gives a claim with its last bracket, and not before", () => {
  const end = whole.indexOf("}", whole.indexOf("within")) + 1;
  expect(readIn([whole.slice(0, end - 1)])).toEqual([]);
  expect(readIn([whole.slice(0, end)])).toEqual(claims.slice(0, 1));
});

it("passes over what is no claim, whatever it is", () => {
  const spoiled =
    '{"sentences":[{"text":"x"},{"cites":[1],"quote":"","text":"A.","more":1},{"cites":[1],"quote":"","text":"B."}]}';
  expect(readIn([spoiled]).map(({ text }) => text)).toEqual(["B."]);
  assert(
    property(
      array(string({ unit: constantFrom("{", "}", "[", "]", '"', ",", ":", "\\", " ", "a", "1") }), { maxLength: 30 }),
      (pieces) => {
        for (const claim of readIn(pieces)) expect(form.safeParse({ sentences: [claim] }).success).toBe(true);
      },
    ),
    { seed: 5 },
  );
});
