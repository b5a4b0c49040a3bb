/** The terminal's two ends: lines come in, text goes out above the prompt without disturbing what is being typed. */
import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from "node:readline";
import type { Look } from "./look.ts";

export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(): boolean;
};

export interface Screen {
  look(): Look;
  /** Resolves when it is written. `tight`: without a blank line around it. */
  print(text: string, tight?: boolean): Promise<void>;
  /** Shows the prompt, from now on with this text. */
  prompt(text: string): void;
  /** True while a line has been begun. */
  typing(): boolean;
  /** `end`: end of input, Ctrl-D, Ctrl-C on an empty line. `gone`: nobody reads the output any more. */
  listen(line: (text: string) => void, end: () => void, gone: () => void): void;
  close(): void;
}

export function openScreen(input: Input, output: Output, interactive: boolean): Screen {
  // NO_COLOR, FORCE_COLOR and TERM are read by Node itself (tty.WriteStream.hasColors).
  const color = output.isTTY === true && output.hasColors?.() === true;
  /** Made when somebody listens: what is piped in before stays in the pipe. */
  let reader: Interface | null = null;
  let prompted = false;
  let closed = false;
  /** Whether the line above is blank, or there is none. */
  let airy = true;

  /** Takes the prompt away and gives back how to redraw it below what was printed. */
  const lift = (): (() => void) => {
    if (!reader || !prompted || closed) return () => {};
    const line = reader;
    const { rows } = line.getCursorPos();
    moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    clearScreenDown(output);
    return () => {
      // readline goes up before it redraws, as many rows as its cursor was down when it last did (prevRows, which
      // lags behind `rows` after a paste); give it those rows.
      const { prevRows = 0 } = line as { prevRows?: number };
      output.write("\n".repeat(prevRows));
      line.prompt(true);
    };
  };

  return {
    look: () => ({ width: Math.max(40, output.columns ?? 80), color }),
    async print(text, tight = false) {
      const lower = lift();
      const above = tight || airy ? "" : "\n";
      const below = tight || !interactive ? "\n" : "\n\n";
      airy = !tight && interactive;
      const written = new Promise<void>((resolve, reject) => {
        output.write(above + text + below, (error) => (error ? reject(error) : resolve()));
      });
      lower();
      await written;
    },
    prompt(text) {
      if (!reader || !interactive || closed) return;
      reader.setPrompt(text);
      reader.prompt();
      prompted = true;
    },
    typing: () => interactive && reader !== null && reader.line.length > 0,
    listen(line, end, gone) {
      const lines = createInterface({ input, ...(interactive ? { output } : {}), terminal: interactive, prompt: "" });
      reader = lines;
      lines.on("line", (text) => {
        prompted = false;
        if (interactive) airy = false;
        line(text);
      });
      lines.on("SIGINT", () => {
        if (lines.line.length > 0) lines.write(null, { ctrl: true, name: "u" });
        else lines.close();
      });
      lines.on("close", () => {
        closed = true;
        if (prompted) output.write("\n");
        end();
      });
      output.on("error", gone);
    },
    close: () => reader?.close(),
  };
}
