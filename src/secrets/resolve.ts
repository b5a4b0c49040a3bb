/** Looks up every secret that the configuration refers to: in the environment, in files, in Vault. The one place. */
import { readFileSync } from "node:fs";
import type { Referred, Resolved, Written } from "../config.ts";
import { Secret, SecretReference } from "../secret.ts";
import { createVaultReader, NotHad, type VaultReader } from "./vault.ts";

/** Nothing stands there, which may well be meant so: what needs it is off. */
export const absent = "which is not there";

interface Around {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A path of the configuration, made absolute. */
  readonly place: (path: string) => string;
}

export interface Found {
  readonly settings: Resolved<Written>;
  /** By setting. */
  readonly references: ReadonlyMap<string, Referred>;
  /** Everything that must not be shown, the token that Vault gave for them too. */
  readonly secrets: readonly Secret[];
}

/** Never throws for a secret that cannot be had: it is null, and `references` says why. */
export async function resolveSecrets(written: Written, around: Around): Promise<Found> {
  const all = [...referencesIn(written, [])];
  // What it takes to ask Vault is never in Vault.
  const near = await lookUp(
    all.filter((one) => !isInVault(one)),
    around,
    null,
  );
  const far = all.filter(isInVault);
  const vault = far.length === 0 ? null : vaultOf(written, near, around);
  const results = [...near, ...(await lookUp(far, around, vault))];
  const token = await vault?.token().catch(() => null);
  const values = new Map(results.map(({ reference, secret }) => [reference, secret]));
  return {
    settings: withSecrets(written, values) as Resolved<Written>,
    references: new Map(results.map(({ setting, reference: { source }, missing }) => [setting, { source, missing }])),
    secrets: [...results.map(({ secret }) => secret), token ?? null].filter((secret) => secret !== null),
  };
}

interface Mention {
  /** "slack.bot_token" */
  readonly setting: string;
  readonly reference: SecretReference;
}

const isInVault = ({ reference }: Mention): boolean => reference.kept.kind === "vault";

type Result = Mention & { readonly secret: Secret | null; readonly missing: string | null };

function* referencesIn(node: unknown, keys: readonly string[]): Generator<Mention> {
  if (node instanceof SecretReference) yield { setting: keys.join("."), reference: node };
  else if (typeof node === "object" && node !== null) {
    for (const [key, child] of Object.entries(node)) yield* referencesIn(child, [...keys, key]);
  }
}

function withSecrets(node: unknown, values: ReadonlyMap<SecretReference, Secret | null>): unknown {
  if (node instanceof SecretReference) return values.get(node) ?? null;
  if (Array.isArray(node)) return node.map((child) => withSecrets(child, values));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, withSecrets(child, values)]));
}

const lookUp = (mentions: readonly Mention[], around: Around, vault: VaultReader | null): Promise<Result[]> =>
  Promise.all(
    mentions.map(async ({ setting, reference }) => {
      try {
        const value = await read(reference, around, vault);
        // A literal has no other name than its setting.
        const source = reference.kept.kind === "literal" ? setting : reference.source;
        return { setting, reference, secret: new Secret(value, source), missing: null };
      } catch (error) {
        if (!(error instanceof NotHad)) throw error;
        return { setting, reference, secret: null, missing: error.message };
      }
    }),
  );

/** Throws NotHad. */
async function read({ kept }: SecretReference, { env, place }: Around, vault: VaultReader | null): Promise<string> {
  switch (kept.kind) {
    case "literal":
      return kept.value.reveal();
    case "env":
      return present(env[kept.name]);
    case "file":
      return present(readSecretFile(place(kept.path)));
    case "vault":
      return present(await vault?.read(kept));
  }
}

/** An empty variable or file is none: it is how one is switched off where it cannot be left out. */
function present(value: string | undefined): string {
  if (!value) throw new NotHad(absent);
  return value;
}

function readSecretFile(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new NotHad(code === "ENOENT" ? absent : `which cannot be read (${code})`);
  }
}

function vaultOf({ vault }: Written, near: readonly Result[], { place }: Around): VaultReader {
  const secret = (of: SecretReference | null) => near.find(({ reference }) => reference === of)?.secret ?? null;
  return createVaultReader({
    address: vault.address,
    namespace: vault.namespace,
    token: secret(vault.token),
    roleId: secret(vault.role_id),
    secretId: secret(vault.secret_id),
    ca: vault.ca === undefined ? undefined : place(vault.ca),
    timeoutMs: vault.timeout_ms,
  });
}
