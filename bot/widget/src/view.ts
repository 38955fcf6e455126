/* What is on the screen. Text reaches the page as text nodes only, so no reply can become markup.

   The transcript is a role=log that is not live: a screen reader would read every sentence as it arrives. One
   role=status beside it says "replying", then the whole reply, once. */

import { h, icon } from "./dom";
import type { Line, Source } from "./api";
import { direction, type Strings, type Words } from "./strings";
import { sheet } from "./styles";

export interface Actions {
  open(): void;
  close(): void;
  send(text: string): boolean;
  startAnew(): void;
}

// Long enough for slow screen readers to pick the text up, short enough not to be found again by browsing.
const ANNOUNCED_MS = 5_000;

export class View {
  readonly #strings: Strings;
  readonly tag: string;
  readonly #maximum: number;
  readonly #launcher: HTMLButtonElement;
  readonly #panel: HTMLElement;
  readonly #log: HTMLElement;
  readonly #dots: HTMLElement;
  readonly #status: HTMLElement;
  readonly #alert: HTMLElement;
  readonly #input: HTMLTextAreaElement;
  readonly #sendButton: HTMLButtonElement;
  #reply: HTMLElement | null = null;
  #timer = 0;

  constructor(root: ShadowRoot, words: Words, actions: Actions) {
    const say = (this.#strings = words.strings);
    this.tag = words.tag;
    this.#maximum = words.max_message;
    root.adoptedStyleSheets = [sheet()];
    this.#launcher = h("button", { type: "button", class: "launcher", "aria-expanded": "false", "aria-label": say.open },
      icon("M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4A2 2 0 0 1 4 14z"));
    this.#log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": say.transcript, tabindex: "0" });
    this.#dots = h("div", { class: "dots", hidden: "", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.#status = h("div", { class: "unseen", role: "status" });
    this.#alert = h("div", { class: "alert", role: "alert" });
    this.#input = h("textarea", {
      rows: "1", "aria-label": say.input, placeholder: say.input, enterkeyhint: "send", autocomplete: "off", dir: "auto",
    });
    this.#sendButton = h("button", { type: "submit", class: "send", "aria-label": say.send, title: say.send },
      icon("M4 12l16-8-5 16-3.5-6.5z M11.5 13.5L20 4"));
    this.#panel = this.#buildPanel(say, actions);
    root.replaceChildren(h("div", { class: "frame", lang: words.tag, dir: direction(words.tag) },
      this.#panel, this.#launcher, this.#status));
    this.#launcher.addEventListener("click", () => actions.open());
    this.replace([]);
  }

  #buildPanel(say: Strings, actions: Actions): HTMLElement {
    const anew = h("button", { type: "button", class: "tool", "aria-label": say.new_conversation, title: say.new_conversation },
      icon("M12 5v14M5 12h14"));
    const close = h("button", { type: "button", class: "tool", "aria-label": say.close, title: say.close },
      icon("M6 6l12 12M18 6L6 18"));
    const form = h("form", {}, this.#input, this.#sendButton);
    const panel = h("section", {
      class: "panel", hidden: "", role: "dialog", "aria-modal": "false", "aria-labelledby": "title", "aria-describedby": "disclosure",
    },
      h("div", { class: "head" }, h("div", { class: "heading" }, h("h2", { id: "title" }, say.title),
        h("p", { id: "disclosure" }, say.disclosure)), anew, close),
      this.#log, this.#alert, form);
    anew.addEventListener("click", () => actions.startAnew());
    close.addEventListener("click", () => actions.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(actions);
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
      event.preventDefault();
      this.#submit(actions);
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || composing(event)) return;
      event.stopPropagation();
      actions.close();
    });
    return panel;
  }

  #submit(actions: Actions): void {
    this.#alert.replaceChildren();
    if (actions.send(this.#input.value.trim())) this.#input.value = "";
    this.#input.focus();
  }

  open(focus: boolean): void {
    this.#panel.hidden = false;
    this.#launcher.hidden = true;
    this.#launcher.classList.remove("unread");
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#toEnd();
    if (focus) this.#input.focus();
  }

  close(): void {
    this.#panel.hidden = true;
    this.#launcher.hidden = false;
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#launcher.focus();
  }

  fill(text: string): void {
    this.#input.value = text;
    this.#alert.replaceChildren();
  }

  /** The whole transcript anew, below the greeting. */
  replace(lines: Line[]): void {
    this.#log.replaceChildren(this.#bubble("bot", this.#strings.greeting), this.#dots);
    for (const line of lines) this.#dots.before(this.#bubble(line.by, line.text));
    this.#toEnd();
  }

  add(by: Line["by"], text: string): HTMLElement {
    const bubble = this.#bubble(by, text);
    this.#dots.before(bubble);
    this.#toEnd();
    return bubble;
  }

  typing(on: boolean): void {
    this.#dots.hidden = !on;
    this.#sendButton.setAttribute("aria-disabled", String(on));
    this.#log.setAttribute("aria-busy", String(on));
    if (on) this.#announce(this.#strings.typing, this.tag);
    this.#toEnd();
  }

  /** One more sentence of the reply that is arriving. */
  sentence(text: string): void {
    this.#dots.hidden = true;
    this.#reply ??= this.add("bot", "");
    this.#reply.querySelector("p")?.append(h("span", { class: "sentence" }, text));
    this.#toEnd();
  }

  finish(text: string, locale: string | null, sources: Source[] = []): void {
    this.#reply ??= this.add("bot", "");
    const paragraph = this.#reply.querySelector("p");
    if (paragraph && paragraph.textContent !== text) paragraph.textContent = text;
    paragraph?.setAttribute("lang", locale ?? "");
    const shown = sources.map((source) => sourceLink(source));
    if (shown.length) this.#reply.append(h("small", { class: "sources", lang: locale ?? "" }, ...shown));
    this.#reply = null;
    this.#announce(text, locale ?? "");
    if (this.#panel.hidden) this.#launcher.classList.add("unread");
    this.#toEnd();
  }

  dropReply(): void {
    this.#reply?.remove();
    this.#reply = null;
  }

  /** Marks a message that did not get through; `onRetry` says whether it is being sent again. */
  fail(bubble: HTMLElement, onRetry: (bubble: HTMLElement) => boolean): void {
    const why = navigator.onLine ? this.#strings.failed : this.#strings.offline;
    const retry = h("button", { type: "button" }, this.#strings.retry);
    const note = h("div", { class: "failed" }, h("span", {}, why), retry);
    retry.addEventListener("click", () => {
      this.#dots.before(bubble);
      if (!onRetry(bubble)) return;
      note.remove();
      this.#alert.replaceChildren();
      this.#input.focus();
    });
    bubble.append(note);
    this.#announce("", "");
    this.#alert.replaceChildren(h("span", { class: "unseen" }, why));
    this.#toEnd();
  }

  /** Says why a text was not taken; it stays in the input. */
  warn(reason: "too_long" | "refused"): void {
    this.#alert.replaceChildren(this.#strings[reason].replace("{max}", this.#maximum.toLocaleString(this.tag)));
    this.#input.focus();
  }

  #bubble(by: Line["by"], text: string): HTMLElement {
    return h("div", { class: `message ${by}` },
      h("span", { class: "unseen" }, this.#strings[by]), h("p", { dir: "auto" }, text));
  }

  #announce(text: string, lang: string): void {
    clearTimeout(this.#timer);
    this.#status.replaceChildren(...(text ? [h("p", { lang }, text)] : []));
    this.#timer = setTimeout(() => this.#status.replaceChildren(), ANNOUNCED_MS);
  }

  #toEnd(): void {
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

/** Whether a key belongs to the input method: Safari and some IMEs report 229 after the composition has ended. */
function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** The page's title; a link only to the web, so that no other scheme can hide in a shop's page. */
function sourceLink(source: Source): HTMLElement {
  const web = /^https?:\/\//.test(source.url ?? "");
  const link = { href: source.url ?? "", target: "_blank", rel: "noopener noreferrer" };
  return web ? h("a", link, source.title) : h("span", {}, source.title);
}
