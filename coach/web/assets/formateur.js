/* The trainer's review by keyboard: each key presses the button that shows it. No key works while one writes. */
(function () {
  const at = (id) => document.querySelector("#" + id + " textarea, #" + id + " input");
  const rows = () => [...document.querySelectorAll(".revue-criteres details.critere[data-critere]")];
  const turns = () => [...document.querySelectorAll(".revue-texte .echange[id^='tour-']")];
  const write = (id, value) => {
    const box = at(id);
    if (!box || box.value === value) return;
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const seen = (el) => el && el.offsetParent !== null;
  const into = (el) => el.scrollIntoView({ block: "nearest", behavior: "auto" });
  /* The criteria scroll in their own box on a wide screen; on a phone the page does. */
  const reach = (row) => {
    const box = row.closest(".revue-criteres");
    if (box && box.scrollHeight > box.clientHeight + 4)
      box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - 8;
    else into(row.querySelector("summary"));
  };
  const open = (row) => {
    rows().forEach((other) => { if (other !== row) other.open = false; });
    row.open = true;
    write("revue-critere", row.dataset.critere);
    reach(row);
  };
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const box = at("revue-critere");
    const here = all.findIndex((row) => row.dataset.critere === (box ? box.value.trim() : ""));
    open(all[(here + by + all.length) % all.length]);
  };
  const choose = (block) => {
    turns().forEach((other) => other.removeAttribute("data-choisi"));
    block.setAttribute("data-choisi", "");
    write("revue-tour", block.id.slice(5));
    const box = block.closest(".defile-v");
    if (box && box.scrollHeight > box.clientHeight + 4)
      box.scrollTop += block.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 4;
    else into(block);
  };
  const turn = (by) => {
    const all = turns();
    if (!all.length) return;
    const box = at("revue-tour");
    const here = all.findIndex((block) => block.id === "tour-" + (box ? box.value.trim() : ""));
    choose(all[here < 0 ? (by > 0 ? 0 : all.length - 1) : (here + by + all.length) % all.length]);
  };
  const comment = () => {
    const box = at("revue-commentaire");
    if (box) { box.focus(); into(box); }
  };
  const deeds = {
    suivant: () => step(1),
    precedent: () => step(-1),
    "tour-suivant": () => turn(1),
    "tour-precedent": () => turn(-1),
    commenter: comment,
  };
  const keys = { j: "suivant", k: "precedent", n: "tour-suivant", p: "tour-precedent", c: "commenter" };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && field && field.closest(".revue-barre")) { field.blur(); return; }
    if (field || event.ctrlKey || event.altKey || event.metaKey || !document.querySelector(".revue-criteres")) return;
    const key = event.key.toLowerCase();
    if (keys[key]) { event.preventDefault(); deeds[keys[key]](); return; }
    if (!/^[0-3asr]$/.test(key) || event.repeat) return;
    const button = document.getElementById("revue-" + key);
    if (seen(button)) { event.preventDefault(); button.click(); }
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest ? event.target : document.body;
    const deed = target.closest("[data-revue]");
    if (deed && deeds[deed.dataset.revue]) deeds[deed.dataset.revue]();
    const called = target.closest("[data-commenter]");
    if (called) { choose(called.closest(".echange")); comment(); }
    const back = target.closest("[data-retirer]");
    if (back) write("revue-retirer", back.dataset.retirer);
    /* A line of a text that has a mistake: the caret goes there. */
    const line = target.closest("[data-ligne]");
    const text = line && at("texte-centre");
    if (text) {
      const lines = text.value.split("\n"), wanted = Number(line.dataset.ligne) - 1;
      const start = lines.slice(0, wanted).reduce((sum, one) => sum + one.length + 1, 0);
      text.focus();
      text.setSelectionRange(start, start + (lines[wanted] || "").length);
      text.scrollTop = Math.max(0, (wanted - 4) * (text.scrollHeight / lines.length));
    }
  });

  /* A criterion opened by hand is the current one; the others close. */
  document.addEventListener("toggle", (event) => {
    const row = event.target;
    if (!row.matches || !row.matches(".revue-criteres details.critere[data-critere]") || !row.open) return;
    rows().forEach((other) => { if (other !== row) other.open = false; });
    write("revue-critere", row.dataset.critere);
    if (row.closest(".revue-criteres").scrollHeight > row.closest(".revue-criteres").clientHeight + 4) reach(row);
  }, true);

  /* What the server says of the focus: a reason to write, or a field to leave. */
  const observer = new MutationObserver(() => {
    const wanted = document.querySelector("[data-focus]:not([data-lu])");
    if (wanted) {
      wanted.setAttribute("data-lu", "");
      const box = at(wanted.dataset.focus);
      if (box) { box.focus(); into(box); }
    }
    const left = document.querySelector("[data-quitter]:not([data-lu])");
    if (left) {
      left.setAttribute("data-lu", "");
      const here = document.activeElement;
      if (here && here.closest(".revue-barre") && here.matches("input, textarea")) here.blur();
    }
  });
  const start = () => observer.observe(document.body, { childList: true, subtree: true });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
