/* A sample: the sound follows the words and the words the sound; a line is corrected where it stands. */
(function () {
  const find = (selector) => document.querySelector(selector);
  const sound = () => { const el = find("audio[data-son]"); return el && el.getAttribute("src") ? el : null; };
  const say = (text) => { const el = find("[data-etat-son]"); if (el && el.textContent !== text) el.textContent = text; };
  const clock = (s) => Math.floor(s / 60) + ":" + String(Math.floor(s % 60)).padStart(2, "0");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  /* -- words to sound ---------------------------------------------------------------------------- */

  function go(seconds, play) {
    const player = sound();
    if (!player) return say("Ouvrez d’abord votre fichier pour entendre ce passage.");
    player.currentTime = Math.max(0, seconds);
    if (play) player.play().catch(() => say("Touchez le bouton de lecture pour écouter."));
  }

  document.addEventListener("click", (event) => {
    const at = event.target.closest("[data-vers]");
    if (at) return go(Number(at.dataset.vers), true);
    const asked = event.target.closest("[data-corriger]");
    if (asked) return open(asked);
    const words = event.target.closest(".dit[data-de]");
    if (words && !String(getSelection())) { if (sound()) go(Number(words.dataset.de), true); return; }
    /* A quote or a bar of the time line leads to its line: the sound is made ready there. */
    const turn = event.target.closest("[data-turn]");
    const first = turn && sound() && find("#tour-" + CSS.escape(turn.dataset.turn) + " .dit[data-de]");
    if (first) go(Number(first.dataset.de), false);
  });

  /* -- sound to words ---------------------------------------------------------------------------- */

  let lit = null;
  function follow(player) {
    const now = player.currentTime;
    /* Where two speak at once, the one who began last is lit. */
    let best = null;
    document.querySelectorAll(".dit[data-de]").forEach((el) => {
      if (Number(el.dataset.de) <= now && now < Number(el.dataset.a) + 0.05 && (!best || Number(el.dataset.de) >= Number(best.dataset.de))) best = el;
    });
    if (best === lit || (lit && best && lit.dataset.de === best.dataset.de && lit.isConnected)) return;
    document.querySelectorAll(".lu").forEach((el) => { el.classList.remove("lu"); el.removeAttribute("aria-current"); });
    lit = best;
    if (!best) return;
    const line = best.closest(".echange");
    document.querySelectorAll('.dit[data-de="' + best.dataset.de + '"]').forEach((el) => el.classList.add("lu"));
    line.classList.add("lu");
    line.setAttribute("aria-current", "true");
    const box = line.closest(".defile-v");
    if (!player.paused && box && box.scrollHeight > box.clientHeight + 4 && !find("form.correction"))
      box.scrollBy({ top: best.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3, behavior: calm.matches ? "auto" : "smooth" });
  }
  ["timeupdate", "seeked"].forEach((name) => document.addEventListener(name, (event) => event.target.matches && event.target.matches("audio[data-son]") && follow(event.target), true));

  document.addEventListener("change", (event) => {
    if (!event.target.matches || !event.target.matches("[data-mon-son]")) return;
    const file = event.target.files[0], player = find("audio[data-son]");
    if (!file || !player) return;
    if (player.dataset.local) URL.revokeObjectURL(player.dataset.local);
    player.dataset.local = player.src = URL.createObjectURL(file);
    player.hidden = false;
    say("");
  });
  document.addEventListener("loadedmetadata", (event) => {
    const player = event.target;
    if (!player.matches || !player.matches("audio[data-son][data-local]")) return;
    const wanted = Number(player.dataset.duree);
    say(Math.abs(player.duration - wanted) > Math.max(2, wanted * 0.02)
      ? `Ce fichier dure ${clock(player.duration)} et l’appel ${clock(wanted)} : vérifiez que c’est le bon.`
      : "Touchez une ligne pour l’entendre.");
  }, true);
  document.addEventListener("error", (event) => event.target.matches && event.target.matches("audio[data-son]") && event.target.getAttribute("src")
    && say("Ce fichier ne peut pas être lu par votre navigateur : essayez en wav ou en mp3."), true);

  /* -- correcting -------------------------------------------------------------------------------- */

  let sent = 0;
  let place = null; /* where the dialogue was when a correction was sent */
  function open(asked) {
    const line = document.getElementById("tour-" + asked.dataset.corriger);
    if (!line || line.dataset.texte === undefined) return;
    document.querySelectorAll("form.correction").forEach((el) => el.remove());
    const form = document.createElement("form");
    form.className = "correction";
    form.innerHTML = '<label>Ce qui a été dit<textarea maxlength="20000"></textarea></label><p class="discret-texte">Un nom ou un numéro tapé ici est masqué. Gardez les marques comme [NOM_1]. Si rien ne s’entend : [inaudible].</p><p role="alert" data-refus></p><div class="actions-correction"><button class="bouton" type="submit">Enregistrer</button><button class="bouton discret" type="button" data-fermer>Annuler</button></div>';
    const box = form.querySelector("textarea");
    box.value = line.dataset.texte;
    box.rows = Math.min(9, Math.max(2, Math.ceil(box.value.length / 42)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const bridge = find("#correction-saisie textarea, #correction-saisie input");
      if (!bridge) return;
      const scroll = line.closest(".defile-v");
      place = { turn: line.id, top: scroll ? scroll.scrollTop : 0 };
      if (form.hasAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      form.querySelector("[data-refus]").textContent = "";
      form.querySelector("[type=submit]").textContent = "Enregistrement…";
      const value = JSON.stringify({ number: ++sent, turn: Number(asked.dataset.corriger), seen: line.dataset.texte, text: box.value });
      const kind = bridge.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(bridge, value);
      bridge.dispatchEvent(new Event("input", { bubbles: true }));
    });
    form.querySelector("[data-fermer]").addEventListener("click", () => close(form));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(form);
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    line.append(form);
    box.focus();
    const word = (asked.dataset.mot || "").split("-").map(Number);
    if (word.length === 2) box.setSelectionRange(word[0], word[1]);
    else box.setSelectionRange(box.value.length, box.value.length);
    form.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }
  function close(form) {
    const line = form.closest(".echange");
    form.remove();
    const pencil = line && line.querySelector(".crayon");
    if (pencil) pencil.focus();
  }

  /* The dialogue comes back corrected: it stays where it was, and its line has the focus. */
  const observer = new MutationObserver(() => {
    const bridge = find("#correction-saisie textarea, #correction-saisie input");
    if (bridge && bridge.tabIndex !== -1) { bridge.tabIndex = -1; bridge.closest("#correction-saisie").setAttribute("aria-hidden", "true"); }
    const form = find("form.correction"), refused = find("#correction-etat .avis.attention");
    if (form && form.hasAttribute("aria-busy") && refused && refused !== form.before) {
      form.before = refused;
      form.removeAttribute("aria-busy");
      form.querySelector("[type=submit]").textContent = "Enregistrer";
      form.querySelector("[data-refus]").textContent = refused.textContent;
    }
    if (!place || form) return;
    const line = document.getElementById(place.turn);
    if (!line) return;
    const scroll = line.closest(".defile-v");
    if (scroll) scroll.scrollTop = place.top;
    place = null;
    line.focus({ preventScroll: true });
  });
  const start = () => observer.observe(document.body, { childList: true, subtree: true });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
