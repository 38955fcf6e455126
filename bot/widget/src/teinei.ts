/* The one file a shop embeds: defines <teinei-chat>, and puts one on the page when the script tag has data-bot.

   <script type="module" src="https://bot.example.com/widget/teinei.js" data-bot="" data-locale="ja-JP"></script> */

import { TeineiChat } from "./element";

const NAME = "teinei-chat";

if (!customElements.get(NAME)) customElements.define(NAME, TeineiChat);

const tag = [...document.scripts].find((script) => script.src === import.meta.url && "bot" in script.dataset);
if (tag && !document.querySelector(NAME)) {
  const element = document.createElement(NAME);
  for (const [key, value] of Object.entries(tag.dataset)) element.dataset[key] = value;
  document.body.append(element);
}
