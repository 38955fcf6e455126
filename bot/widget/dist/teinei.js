async function*y(n){let e=n.pipeThrough(new TextDecoderStream).getReader(),t="";try{for(;;){let{done:i,value:r}=await e.read();if(i)return;t+=r;let s=t.replace(/\r\n|\r(?!$)/g,`
`).split(`

`);t=s.pop()??"",s.length||(yield null);for(let a of s)yield M(a)}}finally{e.cancel().catch(()=>{})}}function M(n){let e=[],t="message";for(let i of n.split(`
`)){let[,r,s=""]=/^([^:]*)(?:: ?(.*))?$/.exec(i)??[];r==="event"&&(t=s),r==="data"&&e.push(s)}return e.length?{event:t,data:e.join(`
`)}:null}var d=class extends Error{constructor(t){super(`refused with ${t}`);this.status=t}status},b=3e4;async function x(n,e){let t=await fetch(`${n}/widget/strings/${encodeURIComponent(e)}.json`,u());if(t.status===404&&(t=await fetch(`${n}/widget/strings/default.json`,u())),!t.ok)throw new Error(`strings: ${t.status}`);return await t.json()}async function w(n,e){let t=await fetch(`${n}/chat/${e}`,u());if(!t.ok)throw new Error(`transcript: ${t.status}`);return(await t.json()).messages}async function k(n,e,t){let i=new AbortController,r=setTimeout(()=>i.abort(),b);try{let s=await fetch(`${n}/chat`,{...u(i.signal),method:"POST",headers:{"Content-Type":"application/json",Accept:"text/event-stream"},body:JSON.stringify(e)});if([400,413,415,422].includes(s.status))throw new d(s.status);if(!s.ok||!s.body)throw new Error(`chat: ${s.status}`);for await(let a of y(s.body)){if(clearTimeout(r),r=setTimeout(()=>i.abort(),b),a?.event==="sentence"&&t(JSON.parse(a.data).text),a?.event==="error")throw new Error("chat: the server failed");if(a?.event==="done")return JSON.parse(a.data)}throw new Error("chat: the stream ended early")}finally{clearTimeout(r)}}function u(n=AbortSignal.timeout(b)){return{credentials:"omit",referrerPolicy:"no-referrer",cache:"no-store",signal:n}}var v=new Map,c=class{#e;constructor(e){this.#e=`teinei ${e} `}get conversation(){let e=this.#t("conversation");if(e)return e;let t=g();return this.#i("conversation",t),t}startAnew(){this.#i("conversation",g()),this.pending=null}get pending(){let e=this.#t("pending");return e?JSON.parse(e):null}set pending(e){this.#i("pending",e&&JSON.stringify(e))}get open(){return this.#t("open")==="yes"}set open(e){this.#i("open",e?"yes":null)}#t(e){try{return localStorage.getItem(this.#e+e)}catch{return v.get(this.#e+e)??null}}#i(e,t){try{t===null?localStorage.removeItem(this.#e+e):localStorage.setItem(this.#e+e,t)}catch{t===null?v.delete(this.#e+e):v.set(this.#e+e,t)}}};function g(){return[...crypto.getRandomValues(new Uint8Array(16))].map(n=>n.toString(16).padStart(2,"0")).join("")}function o(n,e={},...t){let i=document.createElement(n);for(let[r,s]of Object.entries(e))i.setAttribute(r,s);return i.append(...t),i}function h(n){let e="http://www.w3.org/2000/svg",t=document.createElementNS(e,"svg");t.setAttribute("viewBox","0 0 24 24"),t.setAttribute("aria-hidden","true");let i=document.createElementNS(e,"path");return i.setAttribute("d",n),t.append(i),t}function E(n){return/^(ar|fa|he|ur)\b/.test(n)?"rtl":"ltr"}function S(){let n=new CSSStyleSheet;return n.replaceSync(T),n}var T=`
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
`;var A=5e3,p=class{#e;tag;#t;#i;#r;#d;#s;#c;#o;#n;#h;#a=null;#u=0;constructor(e,t,i){let r=this.#e=t.strings;this.tag=t.tag,this.#t=t.max_message,e.adoptedStyleSheets=[S()],this.#i=o("button",{type:"button",class:"launcher","aria-expanded":"false","aria-label":r.open},h("M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4A2 2 0 0 1 4 14z")),this.#d=o("div",{class:"log",role:"log","aria-live":"off","aria-label":r.transcript,tabindex:"0"}),this.#s=o("div",{class:"dots",hidden:"","aria-hidden":"true"},o("i"),o("i"),o("i")),this.#c=o("div",{class:"unseen",role:"status"}),this.#o=o("div",{class:"alert",role:"alert"}),this.#n=o("textarea",{rows:"1","aria-label":r.input,placeholder:r.input,enterkeyhint:"send",autocomplete:"off",dir:"auto"}),this.#h=o("button",{type:"submit",class:"send","aria-label":r.send,title:r.send},h("M4 12l16-8-5 16-3.5-6.5z M11.5 13.5L20 4")),this.#r=this.#f(r,i),e.replaceChildren(o("div",{class:"frame",lang:t.tag,dir:E(t.tag)},this.#r,this.#i,this.#c)),this.#i.addEventListener("click",()=>i.open()),this.replace([])}#f(e,t){let i=o("button",{type:"button",class:"tool","aria-label":e.new_conversation,title:e.new_conversation},h("M12 5v14M5 12h14")),r=o("button",{type:"button",class:"tool","aria-label":e.close,title:e.close},h("M6 6l12 12M18 6L6 18")),s=o("form",{},this.#n,this.#h),a=o("section",{class:"panel",hidden:"",role:"dialog","aria-modal":"false","aria-labelledby":"title","aria-describedby":"disclosure"},o("div",{class:"head"},o("div",{class:"heading"},o("h2",{id:"title"},e.title),o("p",{id:"disclosure"},e.disclosure)),i,r),this.#d,this.#o,s);return i.addEventListener("click",()=>t.startAnew()),r.addEventListener("click",()=>t.close()),s.addEventListener("submit",l=>{l.preventDefault(),this.#m(t)}),this.#n.addEventListener("keydown",l=>{l.key!=="Enter"||l.shiftKey||L(l)||(l.preventDefault(),this.#m(t))}),a.addEventListener("keydown",l=>{l.key!=="Escape"||L(l)||(l.stopPropagation(),t.close())}),a}#m(e){this.#o.replaceChildren(),e.send(this.#n.value.trim())&&(this.#n.value=""),this.#n.focus()}open(e){this.#r.hidden=!1,this.#i.hidden=!0,this.#i.classList.remove("unread"),this.#i.setAttribute("aria-expanded","true"),this.#l(),e&&this.#n.focus()}close(){this.#r.hidden=!0,this.#i.hidden=!1,this.#i.setAttribute("aria-expanded","false"),this.#i.focus()}fill(e){this.#n.value=e,this.#o.replaceChildren()}replace(e){this.#d.replaceChildren(this.#p("bot",this.#e.greeting),this.#s);for(let t of e)this.#s.before(this.#p(t.by,t.text));this.#l()}add(e,t){let i=this.#p(e,t);return this.#s.before(i),this.#l(),i}typing(e){this.#s.hidden=!e,this.#h.setAttribute("aria-disabled",String(e)),this.#d.setAttribute("aria-busy",String(e)),e&&this.#g(this.#e.typing,this.tag),this.#l()}sentence(e){this.#s.hidden=!0,this.#a??=this.add("bot",""),this.#a.querySelector("p")?.append(o("span",{class:"sentence"},e)),this.#l()}finish(e,t,i=[]){this.#a??=this.add("bot","");let r=this.#a.querySelector("p");r&&r.textContent!==e&&(r.textContent=e),r?.setAttribute("lang",t??"");let s=i.map(a=>C(a));s.length&&this.#a.append(o("small",{class:"sources",lang:t??""},...s)),this.#a=null,this.#g(e,t??""),this.#r.hidden&&this.#i.classList.add("unread"),this.#l()}dropReply(){this.#a?.remove(),this.#a=null}fail(e,t){let i=navigator.onLine?this.#e.failed:this.#e.offline,r=o("button",{type:"button"},this.#e.retry),s=o("div",{class:"failed"},o("span",{},i),r);r.addEventListener("click",()=>{this.#s.before(e),t(e)&&(s.remove(),this.#o.replaceChildren(),this.#n.focus())}),e.append(s),this.#g("",""),this.#o.replaceChildren(o("span",{class:"unseen"},i)),this.#l()}warn(e){this.#o.replaceChildren(this.#e[e].replace("{max}",this.#t.toLocaleString(this.tag))),this.#n.focus()}#p(e,t){return o("div",{class:`message ${e}`},o("span",{class:"unseen"},this.#e[e]),o("p",{dir:"auto"},t))}#g(e,t){clearTimeout(this.#u),this.#c.replaceChildren(...e?[o("p",{lang:t},e)]:[]),this.#u=setTimeout(()=>this.#c.replaceChildren(),A)}#l(){this.#d.scrollTop=this.#d.scrollHeight}};function L(n){return n.isComposing||n.keyCode===229}function C(n){let e=/^https?:\/\//.test(n.url??""),t={href:n.url??"",target:"_blank",rel:"noopener noreferrer"};return e?o("a",t,n.title):o("span",{},n.title)}var H=new URL(import.meta.url).origin,P=1e4,m=class extends HTMLElement{#e=null;#t=new c("");#i=!1;#r=0;#d=0;#s=!1;connectedCallback(){document.addEventListener("click",this.#g),document.addEventListener("visibilitychange",this.#l),!this.#e&&!this.#s&&this.#o()}disconnectedCallback(){document.removeEventListener("click",this.#g),document.removeEventListener("visibilitychange",this.#l)}open(){this.#e?.open(!0),this.#t.open=!0}close(){this.#e?.close(),this.#t.open=!1}suggest(e){e&&this.#e?.fill(e),this.open()}get#c(){return(this.dataset.bot||H).replace(/\/+$/,"")}async#o(){this.#s=!0;let e=this.dataset.locale,t=e&&e!=="auto"?e:document.documentElement.lang||navigator.language;try{let i=await x(this.#c,t);this.#d=i.max_message,this.#t=new c(this.#c);let r=this.shadowRoot??this.attachShadow({mode:"open"});this.#e=new p(r,i,{open:()=>this.open(),close:()=>this.close(),send:s=>this.#a(s),startAnew:()=>this.#p()})}catch{setTimeout(()=>this.isConnected&&void this.#o(),P);return}this.#t.open&&this.#e.open(!1),await this.#n(),this.dispatchEvent(new CustomEvent("teinei-ready",{bubbles:!0}))}async#n(){let e=await this.#h(),t=this.#t.pending;if(!t||!e)return;let[i,r]=e.slice(-2).map(l=>l.text),a=(e.at(-1)?.by==="customer"?r??i:i)===t.text?null:this.#e?.add("customer",t.text)??null;await this.#u(t,a),this.#t.pending||await this.#h(!0)}async#h(e=!1){try{let t=await w(this.#c,this.#t.conversation);return(e||t.length!==this.#r)&&this.#e?.replace(t),this.#r=t.length,t}catch{return null}}#a(e){if(this.#i||!e)return!1;if([...e].length>this.#d)return this.#e?.warn("too_long"),!1;let t={id:g(),text:e};return this.#t.pending=t,this.#u(t,this.#e?.add("customer",e)??null),!0}async#u(e,t){let i=this.#e;if(!i)return;let r=this.#t.conversation;this.#i=!0,i.typing(!0);try{let s={conversation:r,message:e.text,message_id:e.id,locale:i.tag},a=await k(this.#c,s,l=>i.sentence(l));this.#t.pending?.id===e.id&&(this.#t.pending=null),i.finish(a.text,a.locale,a.sources),this.#r+=2,this.dispatchEvent(new CustomEvent("teinei-reply",{bubbles:!0,detail:a}))}catch(s){i.dropReply(),s instanceof d?this.#m(e,t,s.status===413):i.fail(t??i.add("customer",e.text),a=>this.#f(e,a))}finally{this.#i=!1,i.typing(!1)}}#f(e,t){return this.#i?!1:(this.#t.pending=e,this.#u(e,t),!0)}#m(e,t,i){this.#t.pending?.id===e.id&&(this.#t.pending=null),t?.remove(),this.#e?.fill(e.text),this.#e?.warn(i?"too_long":"refused")}#p(){this.#i||(this.#t.startAnew(),this.#r=0,this.#e?.replace([]),this.#e?.open(!0))}#g=e=>{let t=e.target instanceof Element?e.target.closest("[data-teinei-message]"):null;t&&this.suggest(t.dataset.teineiMessage??"")};#l=()=>{document.visibilityState==="visible"&&this.#e&&!this.#i&&!this.#t.pending&&this.#h()}};var f="teinei-chat";customElements.get(f)||customElements.define(f,m);var z=[...document.scripts].find(n=>n.src===import.meta.url&&"bot"in n.dataset);if(z&&!document.querySelector(f)){let n=document.createElement(f);for(let[e,t]of Object.entries(z.dataset))n.dataset[e]=t;document.body.append(n)}
