/** What is wrong with a calendar file, and where. */
export class Flaw extends Error {
  override readonly name = "Flaw";
  readonly line: number;

  constructor(line: number, why: string) {
    super(why);
    this.line = line;
  }
}
