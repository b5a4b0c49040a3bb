/**
 * Text that speaks to the machine that reads it: role markers, instructions about instructions. No list of these can be
 * complete, and nothing rests on it but this: a section that is caught is not put to the model at all.
 */
const shapes = [
  /(?:^|\n)(?:[\s#>*-]|\d+\.)*(?:system|assistant|human)\s*:/i,
  /<\|.*?\|>|\[\/?(?:INST|SYS)\]|<<\/?SYS>>|<\/?\s*(?:system|assistant|instructions?|prompt)\b[^>]*>/i,
  /\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:instructions?|rules|previous|prior|above|earlier|prompt|everything)\b/i,
  /\b(?:you are|act as|pretend (?:to be|that you)|from now on you)\b[^.\n]{0,40}\b(?:assistant|model|ai|bot|chatbot|jailbroken)\b/i,
  /\b(?:ai|assistants?|language models?|llms?|chatbots?)\b[^.\n]{0,40}\b(?:must|should|shall|have to|say|tell|answer|reply|respond|recommend|cite)\b/i,
  /\b(?:say|tell|answer|reply|respond|write|print|output|cite|recommend)\b[^.\n]{0,40}\b(?:instead of answering|in your (?:answer|reply|response)|every question|the following (?:text|sentence|words)|verbatim)\b/i,
  /\b(?:summar\w+|sums? (?:this|it|up)\b)[^.\n]{0,60}\b(?:adds?|says?|must|should|always|begins?|ends?|put)\b/i,
  /\b(?:system|developer) (?:message|prompt|note)\b|\bnew instructions?\b|\bend of (?:section|document|data)\b|\bjailbreak/i,
];

export const speaksToModel = (text: string): boolean => shapes.some((shape) => shape.test(text));
