/* <teinei-chat data-bot="https://bot.example.com" data-locale="ja-JP">: the conversation behind the view.

   data-bot      the bot's address; empty: where the script came from
   data-locale   the widget's language, and the bot's until the customer clearly writes in another; absent or "auto":
                 the page's own (its lang)

   Any element of the page with data-teinei-message="…" opens the chat and fills its input when clicked. */

import { fetchTranscript, fetchWords, type Line, Refused, sendMessage } from "./api";
import { Memory, type Pending, randomId } from "./memory";
import { View } from "./view";

const HOME = new URL(import.meta.url).origin;
const ASK_AGAIN_MS = 10_000;

export class TeineiChat extends HTMLElement {
  #view: View | null = null;
  #memory = new Memory("");
  #busy = false;
  #shown = 0;
  #maximum = 0;
  #starting = false;

  connectedCallback(): void {
    document.addEventListener("click", this.#onPageClick);
    document.addEventListener("visibilitychange", this.#onReturn);
    if (!this.#view && !this.#starting) void this.#start();
  }

  disconnectedCallback(): void {
    document.removeEventListener("click", this.#onPageClick);
    document.removeEventListener("visibilitychange", this.#onReturn);
  }

  /** Opens the panel and puts the focus into its input. */
  open(): void {
    this.#view?.open(true);
    this.#memory.open = true;
  }

  close(): void {
    this.#view?.close();
    this.#memory.open = false;
  }

  /** Opens the panel with a text to send or to change first; an empty one leaves what was typed. */
  suggest(text: string): void {
    if (text) this.#view?.fill(text);
    this.open();
  }

  get #base(): string {
    return (this.dataset["bot"] || HOME).replace(/\/+$/, "");
  }

  async #start(): Promise<void> {
    this.#starting = true;
    const asked = this.dataset["locale"];
    const tag = asked && asked !== "auto" ? asked : document.documentElement.lang || navigator.language;
    try {
      const words = await fetchWords(this.#base, tag);
      this.#maximum = words.max_message;
      this.#memory = new Memory(this.#base);
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      this.#view = new View(root, words, {
        open: () => this.open(),
        close: () => this.close(),
        send: (text) => this.#send(text),
        startAnew: () => this.#startAnew(),
      });
    } catch {
      // Without its words the launcher would have no name: nothing is shown until the bot answers.
      setTimeout(() => this.isConnected && void this.#start(), ASK_AGAIN_MS);
      return;
    }
    if (this.#memory.open) this.#view.open(false);
    await this.#restore();
    this.dispatchEvent(new CustomEvent("teinei-ready", { bubbles: true }));
  }

  /** Shows the stored conversation, and finishes what a reload interrupted. */
  async #restore(): Promise<void> {
    const lines = await this.#sync();
    const pending = this.#memory.pending;
    if (!pending || !lines) return;
    const [before, last] = lines.slice(-2).map((line) => line.text);
    const stored = lines.at(-1)?.by === "customer" ? last ?? before : before;
    const bubble = stored === pending.text ? null : this.#view?.add("customer", pending.text) ?? null;
    await this.#deliver(pending, bubble);
    if (!this.#memory.pending) await this.#sync(true);
  }

  async #sync(always = false): Promise<Line[] | null> {
    try {
      const lines = await fetchTranscript(this.#base, this.#memory.conversation);
      if (always || lines.length !== this.#shown) this.#view?.replace(lines);
      this.#shown = lines.length;
      return lines;
    } catch {
      return null; // What is on the screen stays; sending will say that the bot cannot be reached.
    }
  }

  #send(text: string): boolean {
    if (this.#busy || !text) return false;
    if ([...text].length > this.#maximum) {
      this.#view?.warn("too_long");
      return false;
    }
    const pending = { id: randomId(), text };
    this.#memory.pending = pending;
    void this.#deliver(pending, this.#view?.add("customer", text) ?? null);
    return true;
  }

  async #deliver(pending: Pending, bubble: HTMLElement | null): Promise<void> {
    const view = this.#view;
    if (!view) return;
    const conversation = this.#memory.conversation;
    this.#busy = true;
    view.typing(true);
    try {
      const outgoing = { conversation, message: pending.text, message_id: pending.id, locale: view.tag };
      const reply = await sendMessage(this.#base, outgoing, (text) => view.sentence(text));
      if (this.#memory.pending?.id === pending.id) this.#memory.pending = null;
      view.finish(reply.text, reply.locale, reply.sources);
      this.#shown += 2;
      this.dispatchEvent(new CustomEvent("teinei-reply", { bubbles: true, detail: reply }));
    } catch (error) {
      view.dropReply();
      if (error instanceof Refused) this.#takeBack(pending, bubble, error.status === 413);
      else view.fail(bubble ?? view.add("customer", pending.text), (again) => this.#retry(pending, again));
    } finally {
      this.#busy = false;
      view.typing(false);
    }
  }

  #retry(pending: Pending, bubble: HTMLElement): boolean {
    if (this.#busy) return false;
    this.#memory.pending = pending;
    void this.#deliver(pending, bubble);
    return true;
  }

  #takeBack(pending: Pending, bubble: HTMLElement | null, tooLong: boolean): void {
    if (this.#memory.pending?.id === pending.id) this.#memory.pending = null;
    bubble?.remove();
    this.#view?.fill(pending.text);
    this.#view?.warn(tooLong ? "too_long" : "refused");
  }

  #startAnew(): void {
    if (this.#busy) return;
    this.#memory.startAnew();
    this.#shown = 0;
    this.#view?.replace([]);
    this.#view?.open(true);
  }

  #onPageClick = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-teinei-message]") : null;
    if (target) this.suggest(target.dataset["teineiMessage"] ?? "");
  };

  /** Another tab may have gone on with the conversation. */
  #onReturn = (): void => {
    if (document.visibilityState === "visible" && this.#view && !this.#busy && !this.#memory.pending) void this.#sync();
  };
}
