/* Small behaviours of the page; everything works without them but the clock. */
(function () {
  const stored = localStorage.getItem("coach-theme");
  const dark = stored ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const apply = (on) => document.body && document.body.classList.toggle("dark", on);
  /* Gradio may insert this script before or long after the page is loaded. */
  const ready = (run) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run());
  ready(() => apply(dark));
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-theme-toggle]");
    if (toggle) {
      const on = !document.body.classList.contains("dark");
      localStorage.setItem("coach-theme", on ? "dark" : "light");
      apply(on);
    }
    if (event.target.closest("[data-print]")) print();
    const turn = event.target.closest("[data-turn]");
    if (turn) {
      const target = document.getElementById("tour-" + turn.dataset.turn);
      unlit();
      if (target) { event.preventDefault(); target.classList.add("allume"); show(target); target.focus({ preventScroll: true }); }
    }
  });
  /* Paper unfolds nothing: what is folded is opened for the time of printing. */
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open]):not(.chiffres)")];
    unfolded.forEach((d) => (d.open = true));
  });
  addEventListener("afterprint", () => unfolded.forEach((d) => (d.open = false)));
  /* Quotes are lit in the transcript when a criterion is opened. */
  const unlit = () => document.querySelectorAll(".allume, .vu").forEach((el) => el.classList.remove("allume", "vu"));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  /* The transcript scrolls in its own box on a wide screen; the page itself stays where it is. */
  const show = (el) => {
    const box = el.closest(".defile-v");
    const behavior = calm.matches ? "auto" : "smooth";
    if (box && box.scrollHeight > box.clientHeight + 4)
      box.scrollBy({ top: el.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3, behavior });
    else el.scrollIntoView({ block: "center", behavior });
  };
  document.addEventListener("toggle", (event) => {
    const row = event.target;
    if (!row.matches || !row.matches("details.critere[data-critere]")) return;
    unlit();
    if (!row.open) return;
    const asked = !row.hasAttribute("data-d-office");
    row.removeAttribute("data-d-office");
    document.querySelectorAll('mark[data-c~="' + CSS.escape(row.dataset.critere) + '"]').forEach((el) => el.classList.add("vu"));
    /* Beside the rows, the first quote is brought into sight; under them (a phone), the page does not jump. */
    const first = document.querySelector("mark.vu");
    const box = first && first.closest(".defile-v");
    if (asked && box && box.scrollHeight > box.clientHeight + 4) show(first);
  }, true);
  /* The interview's clock: `data-base` seconds so far, running unless `data-paused`. */
  let shown = null, since = performance.now();
  setInterval(() => {
    const el = document.querySelector(".horloge[data-base]");
    if (!el) return;
    const mark = el.dataset.base + "|" + el.dataset.mark;
    if (mark !== shown) { shown = mark; since = performance.now(); }
    const running = !("paused" in el.dataset);
    const seconds = Math.floor(Number(el.dataset.base) + (running ? (performance.now() - since) / 1000 : 0));
    const text = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
    const b = el.querySelector("b");
    if (b && b.textContent !== text) b.textContent = text;
    el.classList.toggle("depasse", seconds > Number(el.dataset.planned));
  }, 500);
  /* The conversation stays at its last line; controls that Gradio leaves nameless get a name. */
  const words = { "Cliquez pour télécharger un fichier": "Cliquez pour choisir un fichier" };
  const names = [["button[aria-label='Clear']", "Vider"], ["button[aria-label='Stop']", "Arrêter"], ["[aria-label='Upload file']", "Choisir un fichier"], ["[aria-label='Record audio']", "Enregistrer au micro"], ["[aria-label='Click to upload or drop files']", "Cliquez ou déposez un fichier"]];
  const observer = new MutationObserver(() => {
    const thread = document.querySelector(".fil");
    if (thread && thread.dataset.count !== String(thread.textContent.length)) {
      thread.dataset.count = String(thread.textContent.length);
      thread.scrollTop = thread.scrollHeight;
    }
    /* A page that has to be left says so with a link of its own: scripts given as text are forbidden here. */
    const go = document.querySelector("a[data-go]:not([data-gone])");
    if (go) { go.dataset.gone = "1"; setTimeout(() => location.assign(go.href), 80); /* the event's stream closes first */ }
    const h1 = document.querySelector("h1");
    if (h1 && h1.textContent) document.title = h1.textContent + " · Coach MERCD";
    document.querySelectorAll("#son .wrap").forEach((box) => box.childNodes.forEach((node) => {
      const better = node.nodeType === 3 && words[node.data.trim()];
      if (better) node.data = better;
    }));
    names.forEach(([selector, name]) => document.querySelectorAll(selector).forEach((b) => b.setAttribute("aria-label", name)));
  });
  ready(() => observer.observe(document.body, { childList: true, subtree: true, characterData: true }));
})();
/* Référentiel: the section that an address names arrives after the page; the quiz has its keys. */
(function () {
  let followed = "";
  const aim = (el) => {
    document.querySelectorAll(".vise").forEach((other) => other.classList.remove("vise"));
    el.classList.add("vise");
    el.scrollIntoView();
    el.focus({ preventScroll: true });
  };
  /* Gradio's pages have a base address, so that a bare "#section" would lead to another page. */
  document.addEventListener("click", (event) => {
    const inside = event.target.closest && event.target.closest('a[href^="#"]:not([data-turn])');
    const el = inside && document.getElementById(inside.getAttribute("href").slice(1));
    if (!el) return;
    event.preventDefault();
    followed = location.href.split("#")[0] + inside.getAttribute("href");
    history.replaceState(history.state, "", followed);
    aim(el);
  });
  const observer = new MutationObserver(() => {
    const place = location.hash;
    const el = place.startsWith("#s-") && followed !== location.href && document.getElementById(place.slice(1));
    if (el) { followed = location.href; aim(el); }
    /* What an action has just brought is read from its beginning. */
    const fresh = document.querySelector("[data-a-lire]:not([data-lu])");
    if (fresh) { fresh.dataset.lu = ""; fresh.focus(); }
  });
  const start = () => observer.observe(document.body, { childList: true, subtree: true });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !/^[1-4]$/.test(event.key)) return;
    if (event.target.closest && event.target.closest("input, textarea, select, [contenteditable]")) return;
    const button = document.getElementById("note-" + event.key);
    if (button && button.offsetParent) { event.preventDefault(); button.click(); }
  });
})();
