/** What stands under `knowledge`: where runbooks come from besides the main folder, and what finds them. */
import { z } from "zod";
import { duration, name, secret } from "./settings.ts";

/** An address with "{path}" in it: where people read a document. */
const link = z
  .url({ protocol: /^https?$/ })
  .refine((text) => text.includes("{path}"), "must hold {path}, like https://wiki.example/runbooks/{path}");

const folder = z.strictObject({ name, folder: z.string().min(1), link: link.optional() });

const git = z.strictObject({
  name,
  /** https, ssh, or a path: what git itself takes. */
  git: z.string().min(1),
  /** Only what was merged into it is read. */
  branch: z
    .string()
    .regex(/^[\w][\w./-]*$/, "must be the name of a branch")
    .default("main"),
  /** Only what lies below this folder. */
  path: z.string().default(""),
  /** For https, sent as the password. */
  token: secret,
  /** Where people see the repository: https://git.example/ops/runbooks. */
  web: z.url({ protocol: /^https?$/ }).optional(),
});

export const knowledge = z
  .strictObject({
    /** Where people read what is in `folders.runbooks`. */
    link: link.optional(),
    sources: z
      .array(z.union([folder, git]))
      .refine((all) => new Set(all.map((one) => one.name)).size === all.length, "two of them have the same name")
      .default([]),
    /** Prometheus rule files, or folders of them. */
    rules: z.array(z.string().min(1)).default([]),
    /** How often the sources are looked at. */
    every: duration.prefault("5m"),
    /** How long questions are remembered. */
    keep: duration.prefault("180d"),
    /** The runbooks' own words, or a language model's that are held against them. */
    answers: z.enum(["extracted", "written"]).default("extracted"),
    /** How long a model may take for one; then the runbooks' own words are shown. */
    write_within: duration.prefault("60s"),
    qdrant: z
      .strictObject({
        url: z.url({ protocol: /^https?$/ }).optional(),
        key: secret,
        collection: z
          .string()
          .regex(/^[\w-]+$/, "must be letters, digits, dash or underscore")
          .default("signalbox"),
      })
      .prefault({}),
    embeddings: z
      .strictObject({
        /** A model of Ollama's that embeds. */
        model: z.string().min(1).optional(),
        url: z.url({ protocol: /^https?$/ }).optional(),
      })
      .prefault({}),
  })
  .prefault({});
