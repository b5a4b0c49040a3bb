/** A sentence as words. Later stages look at words and at the pauses between them, not at characters. */
import type { Quote, Split } from "./provenance.ts";

export interface Word {
  /** As written, without the punctuation round it. */
  readonly text: string;
  readonly lower: string;
  /** The pause after it: "," ";" ":" "." "!" "?" or a line's end; "" if none. */
  readonly pause: string;
  /** What was quoted, if this word is the mark of a quotation. */
  readonly quote?: Quote;
  /** An "'s" stood behind it. */
  readonly genitive?: true;
}

const contraction = /^(?:what|it|that|let|who|how|where|when|why|there|here|he|she|everything|nobody)'s$/;
/** Without the apostrophe, as many write. */
const contracted = new Map(
  "won't can't don't isn't aren't doesn't didn't wasn't weren't hasn't haven't couldn't shouldn't wouldn't what's that's who's how's i'm i've"
    .split(" ")
    .map((word) => [word.replace("'", ""), word] as const),
);
const mark = /^⟦Q(\d+)⟧$/;
const pictures = /^[\p{Extended_Pictographic}\p{Emoji_Component}\u200d]+$/u;
const emojiCode = /^:[a-z][a-z0-9_+-]*:$/i;
const opening = /^["'([{<]+/;
const closing = /["')\]}>.,;:!?]+$/;
/** *bold*, _slanted_ and ~struck~, where the whole word is; "_acme-challenge" and "*.example.test" keep theirs. */
const emphasis = /^([*_~]+)([^*_~].*)\1$/;

/** Where a script without spaces meets Latin letters or digits: "web-1を再起動". */
const spaceless = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
const seam = new RegExp(`(?<=${spaceless})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=${spaceless})`, "gu");

export function wordsOf({ own, quotes }: Pick<Split, "own" | "quotes">): Word[] {
  const words: Word[] = [];
  const pauseBefore = (pause: string): void => {
    const last = words.at(-1);
    if (last && (last.pause === "" || last.pause === ",")) words[words.length - 1] = { ...last, pause };
  };
  const add = (text: string, pause: string): void => {
    const possessive = /'s$/i.test(text) && !contraction.test(text.toLowerCase());
    const bare = possessive ? text.slice(0, -2) : text;
    const lower = bare.toLowerCase();
    words.push({
      text: bare,
      lower: contracted.get(lower) ?? lower,
      pause,
      ...(possessive ? { genitive: true as const } : {}),
    });
  };

  for (const chunk of own.replaceAll(seam, " ").matchAll(/\n|⟦Q\d+⟧|[^\s⟦⟧]+/g)) {
    const [piece] = chunk;
    const quoted = mark.exec(piece);
    const quote = quoted && quotes[Number(quoted[1]) - 1];
    if (quote) {
      words.push({ text: piece, lower: piece, pause: "", quote });
    } else if (piece === "\n") {
      pauseBefore("\n");
    } else if (/^https?:\/\//i.test(piece)) {
      const text = piece.replace(/[.,;:!?)>\]]+$/, "");
      add(text, pauseOf(piece.slice(text.length)));
    } else if (/^\(?\d{1,2}\)$/.test(piece)) {
      // "1)" and "(2)" count what comes.
      pauseBefore(";");
    } else if (emojiCode.test(piece)) {
      pauseBefore(".");
      add(piece, ".");
    } else if (isIpv6(piece)) {
      add(piece, "");
    } else {
      // "web-1,web-2" and "web-1;" are words with pauses; "1.5" and "example.test" are one word.
      for (const [part] of piece.matchAll(/[^,;]*[,;]*/g)) {
        if (part === "") continue;
        const inner = part.replace(opening, "").replace(emphasis, "$2");
        const text = isIpv6(inner.replace(/[.,;!?)\]]+$/, ""))
          ? inner.replace(/[.,;!?)\]]+$/, "")
          : inner.replace(closing, "");
        const pause = pauseOf(inner.slice(text.length));
        if (text === "&" || part === "+") add("and", pause);
        else if (/^(?:[-=]+>|→|⇒)$/.test(part)) add("to", "");
        else if (pictures.test(text) && !/^[\d#*]+$/.test(text)) {
          // A picture ends what stands before it.
          pauseBefore(".");
          add(text, pause === "" ? "." : pause);
        } else if (/[\p{L}\p{N}\p{Extended_Pictographic}@*]/u.test(text)) add(text, pause);
        else if (pause !== "") pauseBefore(pause);
        else if (/^-+$/.test(text)) pauseBefore(",");
      }
    }
  }
  return words;
}

const isIpv6 = (text: string): boolean => /^[0-9a-f:]+(?:\/\d+)?$/i.test(text) && /:[0-9a-f]*:/i.test(text);

/** The strongest pause in a run of punctuation. */
const pauseOf = (punctuation: string): string =>
  ["?", "!", ".", ";", ":", ","].find((one) => punctuation.includes(one)) ?? "";

/** Words as text again, for reading aloud. */
export const textOf = (words: readonly Word[]): string =>
  words.map((word) => (word.quote ? JSON.stringify(word.quote.text) : word.text)).join(" ");
