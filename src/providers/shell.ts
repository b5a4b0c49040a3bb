/** Running one command on one host. Two implementations: this machine, and SSH. */
import type { Host } from "../inventory.ts";

export interface Command {
  /** The program and its arguments, each passed byte for byte; no shell reads them. No NUL. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Milliseconds; enforced on the remote side too, so that a dead bot leaves nothing running. */
  readonly timeout: number;
  /** Aborting ends the whole process tree: TERM, then KILL. */
  readonly signal?: AbortSignal;
  /** Called with whole chunks in order. A slow consumer slows the command down. */
  readonly onOutput?: (chunk: Uint8Array, stream: "out" | "err") => void | Promise<void>;
}

/** How a command ended. Only `exit` with code 0 is success; `lost` means nobody knows. */
export type End =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "lost"; readonly why: string };

export interface Shell {
  /** Throws Problem HOST_UNREACHABLE or HOST_KEY_REFUSED before anything ran. */
  exec(command: Command): Promise<End>;
  close(): Promise<void>;
}

export interface Shells {
  /** A shell on this host; connections are reused until closed. */
  on(host: Host): Promise<Shell>;
  close(): Promise<void>;
}
