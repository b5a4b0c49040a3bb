/** Language models that the site keeps itself. Implemented by Ollama. */
import type { Config } from "../config.ts";
import { problem } from "../problem.ts";
import { ollama } from "./ollama.ts";

export interface Model {
  /** With its tag: "qwen3:4b-instruct". */
  readonly name: string;
  /** Bytes on disk. */
  readonly size: number;
  /** "completion", "tools", "embedding", …, in the server's words. */
  readonly capabilities: readonly string[];
  /** In memory at this moment. */
  readonly loaded: boolean;
  /** It runs somewhere else and is only known here. */
  readonly remote: boolean;
}

export interface Progress {
  /** "pulling 3e4cb1417446", in the server's words. */
  readonly status: string;
  /** Bytes of this part, where there is something to count. */
  readonly done?: number;
  readonly total?: number;
}

export interface Models {
  /** For people: "Ollama at http://127.0.0.1:11434". */
  readonly where: string;
  /** Models that may be pulled. */
  readonly allowed: readonly string[];
  /** What is installed. Throws Problem MODEL_UNREACHABLE, NOT_CONFIGURED or PROVIDER_FAILED, as all of these do. */
  list(signal: AbortSignal): Promise<readonly Model[]>;
  /** The server's version. */
  version(signal: AbortSignal): Promise<string>;
  /** Throws Problem MODEL_NOT_ALLOWED or MODEL_REFUSED unless it may be pulled here. */
  mayPull(name: string): void;
  /** Downloads it, or what is new of it. Also throws Problem MODEL_NOT_ALLOWED and MODEL_REFUSED. */
  pull(name: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void>;
  /** Brings it into memory unless it is there, so that the first sentence need not wait. Also throws MODEL_MISSING. */
  load(name: string, signal: AbortSignal): Promise<void>;
}

export function createModels({ model }: Pick<Config, "model">): Models {
  const { provider, url, allow } = model;
  if (url !== null && (provider === "none" || provider === "ollama")) return ollama({ url, allow });
  const how = `The models of ${provider} are not kept here; only Ollama's can be listed and pulled.`;
  const none = (): Promise<never> =>
    Promise.reject(problem("NOT_CONFIGURED", { what: "That", setting: "model.provider: ollama", how }));
  return { where: provider, allowed: [], list: none, version: none, mayPull: () => undefined, pull: none, load: none };
}

/** 2.5 GB, in steps of 1000, as Ollama counts. */
export function wordSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

/** "pulling 3e4cb1417446 40 % of 2.5 GB", in steps of ten: servers report every few kilobytes. */
export function wordProgress({ status, done, total }: Progress): string {
  if (done === undefined || !total) return status;
  return `${status} ${Math.floor((10 * done) / total) * 10} % of ${wordSize(total)}`;
}
