/* The three calls to the bot. What cannot be sent again as it is throws `Refused`; all else may be retried. */

import { readEvents } from "./sse";
import type { Words } from "./strings";

export interface Line {
  by: "customer" | "bot";
  text: string;
}

export interface Outgoing {
  conversation: string;
  message: string;
  message_id: string;
  locale: string;
}

/** A page of the shop that a reply quotes. */
export interface Source {
  title: string;
  url: string | null;
}

export interface Reply {
  text: string;
  locale: string | null;
  intent: string | null;
  outcome: string | null;
  settled: string;
  sources: Source[];
  message_id: string;
  reply_id: string;
}

/** The bot understood the request and will never take it: too long, or not text. */
export class Refused extends Error {
  constructor(readonly status: number) {
    super(`refused with ${status}`);
  }
}

// Longer than the server's longest silence (it sends a sign of life every 10 s), short enough to be believed.
const SILENCE_MS = 30_000;

export async function fetchWords(base: string, tag: string): Promise<Words> {
  let response = await fetch(`${base}/widget/strings/${encodeURIComponent(tag)}.json`, quiet());
  if (response.status === 404) response = await fetch(`${base}/widget/strings/default.json`, quiet());
  if (!response.ok) throw new Error(`strings: ${response.status}`);
  return (await response.json()) as Words;
}

export async function fetchTranscript(base: string, conversation: string): Promise<Line[]> {
  const response = await fetch(`${base}/chat/${conversation}`, quiet());
  if (!response.ok) throw new Error(`transcript: ${response.status}`);
  return ((await response.json()) as { messages: Line[] }).messages;
}

/** Sends one message; calls `onSentence` for each sentence, resolves with the whole reply. */
export async function sendMessage(
  base: string, outgoing: Outgoing, onSentence: (text: string) => void,
): Promise<Reply> {
  const clock = new AbortController();
  let timer = setTimeout(() => clock.abort(), SILENCE_MS);
  try {
    const response = await fetch(`${base}/chat`, {
      ...quiet(clock.signal),
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify(outgoing),
    });
    if ([400, 413, 415, 422].includes(response.status)) throw new Refused(response.status);
    if (!response.ok || !response.body) throw new Error(`chat: ${response.status}`);
    for await (const event of readEvents(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => clock.abort(), SILENCE_MS);
      if (event?.event === "sentence") onSentence((JSON.parse(event.data) as { text: string }).text);
      if (event?.event === "error") throw new Error("chat: the server failed");
      if (event?.event === "done") return JSON.parse(event.data) as Reply;
    }
    throw new Error("chat: the stream ended early");
  } finally {
    clearTimeout(timer);
  }
}

function quiet(signal: AbortSignal = AbortSignal.timeout(SILENCE_MS)): RequestInit {
  return { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", signal };
}
