/* Every word that the widget shows or says. The texts are the locale pack's `ui:`; none is written here. */

export interface Strings {
  title: string;
  open: string;
  close: string;
  new_conversation: string;
  disclosure: string;
  greeting: string;
  transcript: string;
  input: string;
  send: string;
  customer: string;
  bot: string;
  typing: string;
  offline: string;
  failed: string;
  retry: string;
  too_long: string;
  refused: string;
}

export interface Words {
  tag: string;
  max_message: number;
  strings: Strings;
}

/** The writing direction of a locale; browsers without `getTextInfo` know the four scripts that matter here. */
export function direction(tag: string): "ltr" | "rtl" {
  return /^(ar|fa|he|ur)\b/.test(tag) ? "rtl" : "ltr";
}
