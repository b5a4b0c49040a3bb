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

/** Where a secret is kept. `literal`: in the configuration itself. */
export type Kept =
  | { readonly kind: "literal"; readonly value: Secret }
  | { readonly kind: "env"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | {
      readonly kind: "vault";
      readonly mount: string;
      readonly path: string;
      /** Null: the newest. */
      readonly version: number | null;
      readonly key: string;
    };

/** What a setting says of its secret, before anybody has looked there. */
export class SecretReference {
  readonly kept: Kept;
  /** Safe to show: "env:SLACK_BOT_TOKEN", "vault:secret/signalbox/slack#bot_token". */
  readonly source: string;

  constructor(kept: Kept, source: string) {
    this.kept = kept;
    this.source = source;
  }
}

/** Whether this text would be taken for a reference, or for one with something around it. */
export const holdsReference = (text: string): boolean => /\$\{(?:env|file|vault):/.test(text);

/** `${env:NAME}`, `${file:PATH}`, `${vault:MOUNT/PATH?version=N#KEY}`, or a literal. Throws RangeError that says what is wrong. */
export function readReference(text: string): SecretReference {
  const [, kind = "", where = ""] = /^\$\{([a-z]+):([^{}]+)\}$/.exec(text) ?? [];
  const source = `${kind}:${where}`;
  switch (kind) {
    case "env":
      return new SecretReference({ kind, name: where }, source);
    case "file":
      return new SecretReference({ kind, path: where }, source);
    case "vault":
      return new SecretReference(readVaultPlace(where), source);
    case "":
      if (holdsReference(text)) throw new RangeError("a reference must be the whole value");
      return new SecretReference({ kind: "literal", value: new Secret(text, "literal") }, "the configuration itself");
    default:
      throw new RangeError(`secrets are kept in env, file or vault; there is no ${kind}`);
  }
}

function readVaultPlace(where: string): Kept {
  const [, place = "", version, key = ""] = /^([^?#]+)(?:\?version=([1-9]\d{0,8}))?#([^?#]+)$/.exec(where) ?? [];
  const [mount = "", ...path] = place.split("/");
  // Vault itself refuses a path that ends in a dot; ".." would leave the mount.
  const odd = [mount, ...path].some((part) => part === "" || part.endsWith(".") || /\s/.test(part));
  if (odd || path.length === 0)
    throw new RangeError("it must be vault:MOUNT/PATH#KEY or vault:MOUNT/PATH?version=3#KEY");
  return { kind: "vault", mount, path: path.join("/"), version: version === undefined ? null : Number(version), key };
}
