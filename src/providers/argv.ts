/** What may be run, and how it is written for a shell that has to pass it on byte for byte. */

/** Linux allows 128 KiB in one argument, and over SSH the whole command is one; longer lists belong on stdin. */
const longest = 120_000;

/** Throws TypeError for what no program can be given: nothing at all, NUL, half a character, far too much. */
export function checkArgv(argv: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  if (!argv[0]) throw new TypeError("a command names its program");
  const words = [...argv, ...Object.entries(env).flat()];
  for (const word of words) {
    if (word.includes("\0")) throw new TypeError("an argument cannot hold a NUL byte");
    if (!word.isWellFormed()) throw new TypeError("an argument must be well-formed Unicode");
  }
  if (words.reduce((sum, word) => sum + Buffer.byteLength(word), 0) > longest) {
    throw new TypeError(`the arguments of a command are at most ${longest} bytes; pass more on its standard input`);
  }
  for (const name of Object.keys(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new TypeError(`${name} is no name for a variable`);
  }
}

/** The command with its variables set, as one argv: `env K=V … program …`. */
export function withEnv(argv: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  if (pairs.length === 0) return argv;
  // env(1) would take such a program for one more variable.
  if (argv[0]?.includes("=")) throw new TypeError(`a program cannot be called ${argv[0]}`);
  return ["env", ...pairs, ...argv];
}

/** One word for a POSIX shell: between single quotes nothing but the single quote itself is special (XCU 2.2.2). */
export const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

export const quoteAll = (argv: readonly string[]): string => argv.map(quote).join(" ");

/** A command as a person reads it: quoted only where it must be. */
export const showArgv = (argv: readonly string[]): string =>
  argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word))).join(" ");
