/** The exact command of an action with parameters: what buttons say, help shows and the command grammar reads. */
import type { Params } from "./intent.ts";

const bare = /^[^\s"'`=,\\]+$/;

/**
 * Whatever a reader may spell another way, and whatever cannot be seen. A curly quotation mark is one of them: read as a
 * straight one it would end the text that it stands in.
 */
const fickle = (character: string): boolean =>
  /[^ -~]/.test(character) &&
  (/[\p{P}\p{Z}\p{M}\p{Sm}\p{C}\p{Default_Ignorable_Code_Point}]/u.test(character) ||
    character.normalize("NFKC") !== character);

/** As JSON writes it: \u201c. */
const escape = (text: string): string =>
  Array.from(text, (character) =>
    fickle(character)
      ? Array.from({ length: character.length }, (_, unit) => unitOf(character.charCodeAt(unit))).join("")
      : character,
  ).join("");
const unitOf = (code: number): string => String.raw`\u${code.toString(16).padStart(4, "0")}`;

const quote = (text: string): string =>
  bare.test(text) && !Array.from(text).some(fickle) ? text : escape(JSON.stringify(text));

const word = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((one) => quote(String(one))).join(",");
  return quote(String(value));
};

/** `playbook.run playbook=clean-temp targets=web-1,web-2 vars.days=7`. Parameters without a value are left out. */
export function commandOf(action: string, params: Params): string {
  const words = Object.entries(params).flatMap(([key, value]) => {
    if (value === undefined || value === null) return [];
    if (typeof value === "object" && !Array.isArray(value)) {
      return Object.entries(value).map(([inner, one]) => `${key}.${inner}=${word(one)}`);
    }
    return [`${key}=${word(value)}`];
  });
  return [action, ...words].join(" ");
}
