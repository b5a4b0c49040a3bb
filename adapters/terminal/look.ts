/** How wide and how colourful the terminal is that text is made for. */
import { styleText } from "node:util";

export interface Look {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
  /** In a demonstration: the person to speak as, so that this card can be answered. */
  readonly answerAs?: string | undefined;
  /** The output of this request has just run past. */
  readonly watched?: boolean;
}

export type Style = Parameters<typeof styleText>[0];

export const paint = (look: Look, style: Style, text: string): string =>
  look.color ? styleText(style, text, { validateStream: false }) : text;
