/** Whether somebody wants to know something, by the form of their words alone. */

const asks =
  /^\W*(?:how|what|why|where|which|who|when|whose|can|could|may|should|must|is|are|was|were|does|do|did|has|have|any(?:body|one)?)\b/i;
/** An alert by its name and nothing else: "KubePodCrashLooping". */
const name = /^\W*[A-Z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*\W*$/;

/** Characters; what is longer is something pasted. */
const longest = 2000;

export const isQuestion = (text: string): boolean =>
  text.length <= longest && (asks.test(text) || /\?\s*$/.test(text) || name.test(text));
