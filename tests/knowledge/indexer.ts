/** A process that reads a folder onto a shelf; for tests that kill it meanwhile. Says "reading" once it has begun. */
import { openLibrary } from "../../knowledge/library.ts";
import { folderSource } from "../../knowledge/sources/folder.ts";

const [folder = "", file = ""] = process.argv.slice(2);
const library = await openLibrary({
  sources: [folderSource({ folder })],
  file,
  onProgress: ({ done }) => process.stdout.write(`reading ${done}\n`),
});
await library.close();
process.stdout.write("done\n");
