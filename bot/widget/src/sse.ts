/* Server-sent events out of a fetch body: `for await (const event of readEvents(response.body)) …`.

   EventSource cannot POST, so the stream is parsed here (HTML standard, "Interpreting an event stream"). */

export interface ServerEvent {
  event: string;
  data: string;
}

export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent | null> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += value;
      // A lone \r at the end may be the first half of \r\n: it waits for what follows.
      const blocks = rest.replace(/\r\n|\r(?!$)/g, "\n").split("\n\n");
      rest = blocks.pop() ?? "";
      // Null stands for a sign of life (a comment, half an event): the caller's clock starts anew.
      if (!blocks.length) yield null;
      for (const block of blocks) yield parse(block);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

function parse(block: string): ServerEvent | null {
  const data: string[] = [];
  let event = "message";
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { event, data: data.join("\n") } : null;
}
