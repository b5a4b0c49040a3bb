/** What may become a button: text that looks like one exact command of ours, and nothing else. */

/** "playbook.run clean-temp targets=localhost": a dotted name, then plain words and name=value pairs on one line. */
const shape = /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+(?: (?:[a-z][a-z0-9_-]*=)?(?:[\w.:/@%,*+-]+|"[^"\\\n<>]*"))*$/i;

/** Whether it exists and may be run is asked when somebody presses it, as if they had typed it. */
export const exactCommand = (text: string): boolean => text.length <= 200 && shape.test(text);
