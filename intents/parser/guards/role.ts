/** Words that speak for the machine: role markers, instructions about instructions, JSON that looks like a tool call. */

const shapes = [
  /(?:^|\n)\s*#{0,3}\s*(?:system|assistant|user|developer|tool|function|human|ai)\s*:/i,
  /<\/?\s*(?:system|user|assistant|tool|function|instructions?|prompt|im_start|im_end)\b[^>]*>/i,
  /<\|.*?\|>|\[\/?(?:INST|SYS)\]|<<\/?SYS>>/i,
  /\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:instruction|instructions|rules|previous|prior|above|policy|policies|approval|approvals|guards?|restrictions?)\b/i,
  /\byou are now\b|\bpretend (?:that )?you\b|\bnew instructions\b|\bdeveloper mode\b|\bjailbreak|\bact as (?:an? )?(?:admin|root|system)/i,
  /\b(?:developer|system) (?:message|prompt|note)\b|\bcounts? as (?:approved|confirmed)\b|\bhas (?:admin|root) rights\b|\b(?:mandatory|next step \()/i,
  /<!--|-->|\[\/?(?:system|assistant|tool)\]/i,
  /\b(?:already|pre) ?(?:been )?approved\b|\bon (?:admin|root)'s behalf\b|\bskip the card\b/i,
  /\b(?:skip|without|no)\s+(?:the\s+|any\s+|further\s+)?(?:approval|confirmation|approvals|review)\b|\b(?:pre-?approved|auto-?approve)/i,
  /\{\s*["']?(?:action|tool|function|name|a_act|c_action|arguments|intent)["']?\s*:/i,
];

export const marksARole = (text: string): boolean => shapes.some((shape) => shape.test(text));
