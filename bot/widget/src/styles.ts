/* The look. Adopted, so that the shop's page needs no style rule in its content security policy.

   A shop sets --teinei-accent and --teinei-on-accent on the element; all else follows the system's light or dark. */

export function sheet(): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(CSS);
  return made;
}

const CSS = `
:host { all: initial; color-scheme: light dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.frame {
  --accent: var(--teinei-accent, light-dark(#25315f, #aab8ff));
  --on-accent: var(--teinei-on-accent, light-dark(#ffffff, #12162b));
  --head: var(--teinei-accent, light-dark(#25315f, #27306a));
  --on-head: var(--teinei-on-accent, #ffffff);
  --ground: light-dark(#ffffff, #181d38);
  --bubble: light-dark(#f1eff8, #2a3160);
  --ink: light-dark(#1f2544, #eeecf8);
  --quiet: light-dark(#5a607d, #b6b9d6);
  --line: light-dark(#dcdbe8, #3d4575);
  --bad: light-dark(#a3241b, #ffb0a6);
  position: fixed; z-index: 2147483000; inset-block-end: 1.25rem; inset-inline-end: 1.25rem;
  font: 1rem/1.6 "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, system-ui, sans-serif;
  color: var(--ink); text-align: start;
}
.frame:not(:lang(ja)) { font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
button, textarea { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; border: 1px solid transparent; background: none; padding: 0; }
:focus-visible { outline: 3px solid #f4bd4f; outline-offset: 2px; }
svg { inline-size: 1.5rem; block-size: 1.5rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; display: block; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launcher { position: relative; display: grid; place-items: center; inline-size: 3.75rem; block-size: 3.75rem; border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: 0 0 0 2px light-dark(rgb(255 255 255 / .8), rgb(10 14 40 / .5)), 0 6px 20px rgb(10 14 40 / .35); }
.launcher svg { inline-size: 1.75rem; block-size: 1.75rem; }
.launcher.unread::after { content: ""; position: absolute; inset-block-start: .1rem; inset-inline-end: .1rem; inline-size: .9rem; block-size: .9rem; border-radius: 50%; background: #f4bd4f; border: 2px solid var(--ground); }
.panel { display: flex; flex-direction: column; inline-size: 24rem; block-size: min(38rem, calc(100dvh - 2.5rem)); background: var(--ground); border: 1px solid var(--line); border-radius: 1.25rem; overflow: hidden; box-shadow: 0 16px 48px rgb(10 14 40 / .35); }
.head { display: flex; align-items: start; gap: .25rem; padding-block: .85rem .8rem; padding-inline: 1.1rem .75rem; background: var(--head); color: var(--on-head); }
.heading { flex: 1; min-inline-size: 0; }
h2 { margin: 0; font-size: 1.05rem; line-height: 1.4; }
.head p { margin: 0; font-size: .8rem; line-height: 1.45; opacity: .9; }
.tool { display: grid; place-items: center; inline-size: 2.25rem; block-size: 2.25rem; border-radius: .7rem; flex: none; }
.tool:hover { background: rgb(127 127 160 / .35); }
.tool svg { inline-size: 1.25rem; block-size: 1.25rem; }
.log { flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1rem; display: flex; flex-direction: column; gap: .65rem; scrollbar-width: thin; }
.log:focus-visible { outline-offset: -4px; }
.message { position: relative; max-inline-size: 86%; }
.message > p { margin: 0; padding: .55rem .9rem; border-radius: 1.1rem; border: 1px solid transparent; white-space: pre-wrap; overflow-wrap: anywhere; line-break: strict; }
.message > p:lang(ja) { word-break: auto-phrase; }
.message.bot { align-self: start; }
.message.bot > p { background: var(--bubble); border-end-start-radius: .3rem; }
.message.customer { align-self: end; }
.message.customer > p { background: var(--accent); color: var(--on-accent); border-end-end-radius: .3rem; }
.failed { display: flex; flex-wrap: wrap; align-items: center; justify-content: end; gap: .25rem .6rem; margin-block-start: .3rem; font-size: .85rem; color: var(--bad); }
.failed button { border-color: currentColor; border-radius: 1rem; padding: .2rem .8rem; min-block-size: 1.9rem; font-weight: 600; }
.dots { align-self: start; display: flex; gap: .3rem; padding: .85rem 1rem; border-radius: 1.1rem; border-end-start-radius: .3rem; background: var(--bubble); }
.dots i { inline-size: .5rem; block-size: .5rem; border-radius: 50%; background: var(--quiet); }
.alert { color: var(--bad); font-size: .85rem; padding-inline: 1.1rem; }
form { display: flex; align-items: end; gap: .5rem; padding: .75rem; border-block-start: 1px solid var(--line); }
textarea { flex: 1; min-inline-size: 0; resize: none; field-sizing: content; max-block-size: 8rem; font-size: max(1rem, 16px); line-height: 1.5; padding: .55rem .9rem; border: 1px solid var(--line); border-radius: 1.2rem; background: light-dark(#fbfaff, #11152b); }
textarea:focus-visible { outline-width: 2px; outline-offset: 0; border-color: transparent; }
textarea::placeholder { color: var(--quiet); opacity: 1; }
.send { display: grid; place-items: center; flex: none; inline-size: 2.75rem; block-size: 2.75rem; border-radius: 50%; background: var(--accent); color: var(--on-accent); }
.send[aria-disabled="true"] { opacity: .45; cursor: default; }
.send svg { inline-size: 1.3rem; block-size: 1.3rem; }
[dir="rtl"] .send svg { transform: scaleX(-1); }
@media (max-width: 30rem) {
  .frame:has(.panel:not([hidden])) { inset: 0; }
  .panel { inline-size: 100%; block-size: 100dvh; border: 0; border-radius: 0; }
}
@media (prefers-reduced-motion: no-preference) {
  .sources { display: flex; gap: .75em; flex-wrap: wrap; margin-block-start: .4em; opacity: .85; }
  .sources a { color: inherit; text-decoration: underline; min-block-size: 24px; }
  .sentence { animation: appear .35s ease-out; }
  .dots i { animation: breathe 1.2s infinite ease-in-out; }
  .dots i:nth-child(2) { animation-delay: .15s; }
  .dots i:nth-child(3) { animation-delay: .3s; }
  .panel { animation: rise .18s ease-out; }
}
@keyframes appear { from { opacity: 0; } }
@keyframes breathe { 30% { opacity: .3; transform: translateY(-.15rem); } }
@keyframes rise { from { opacity: 0; transform: translateY(.75rem); } }
@media (forced-colors: active) {
  .message > p, .launcher, .send, .tool, .dots { border: 1px solid; }
}
`;
