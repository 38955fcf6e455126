/* What survives a reload: the conversation's id, a message still without reply, whether the panel was open.

   Where the browser forbids storage (private windows, embedded views) it lives as long as the page. */

export interface Pending {
  id: string;
  text: string;
}

const fallback = new Map<string, string>();

export class Memory {
  readonly #prefix: string;

  constructor(base: string) {
    this.#prefix = `teinei ${base} `;
  }

  /** The conversation's id: 128 random bits, since whoever knows it may read the conversation. */
  get conversation(): string {
    const known = this.#get("conversation");
    if (known) return known;
    const made = randomId();
    this.#set("conversation", made);
    return made;
  }

  startAnew(): void {
    this.#set("conversation", randomId());
    this.pending = null;
  }

  get pending(): Pending | null {
    const text = this.#get("pending");
    return text ? (JSON.parse(text) as Pending) : null;
  }

  set pending(value: Pending | null) {
    this.#set("pending", value && JSON.stringify(value));
  }

  get open(): boolean {
    return this.#get("open") === "yes";
  }

  set open(value: boolean) {
    this.#set("open", value ? "yes" : null);
  }

  #get(name: string): string | null {
    try {
      return localStorage.getItem(this.#prefix + name);
    } catch {
      return fallback.get(this.#prefix + name) ?? null;
    }
  }

  #set(name: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(this.#prefix + name);
      else localStorage.setItem(this.#prefix + name, value);
    } catch {
      if (value === null) fallback.delete(this.#prefix + name);
      else fallback.set(this.#prefix + name, value);
    }
  }
}

/** 32 hexadecimal digits. Not `randomUUID`, which plain http pages do not have. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
