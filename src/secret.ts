/** A Secret shows itself to nobody: not to logs, JSON, string templates or `util.inspect`. */
import { inspect } from "node:util";

export class Secret {
  readonly #value: string;
  /** Where it came from, safe to show: "env:SLACK_BOT_TOKEN". */
  readonly source: string;

  constructor(value: string, source: string) {
    this.#value = value;
    this.source = source;
  }

  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[secret ${this.source}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
