/* Jury and exam preparation: forms that save themselves, the time keeper. Works without eval, under the page's policy. */
(function () {
  const send = (path, body) =>
    fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), keepalive: true, credentials: "same-origin" })
      .then(async (answer) => {
        if (answer.ok) return "";
        const told = await answer.json().catch(() => ({}));
        return { words: told.erreur || "Ce n’est pas enregistré : rechargez la page.", again: answer.status >= 500 };
      }, () => ({ words: "Connexion perdue : nouvel essai dans un instant.", again: true }));

  /* -- forms: what is typed is sent half a second later, and again until it is kept -- */
  const waiting = new Map();
  const later = (key, form, path, body, delay) => {
    clearTimeout((waiting.get(key) || {}).timer);
    const task = { path, body, form };
    task.timer = setTimeout(() => flush(key), delay);
    waiting.set(key, task);
    tell(form, "…");
  };
  const tell = (form, words) => { const el = form.querySelector("[data-etat]"); if (el && el.textContent !== words) el.textContent = words; };
  const flush = async (key) => {
    const task = waiting.get(key);
    if (!task) return;
    clearTimeout(task.timer);
    const problem = await send(task.path, task.body);
    if (waiting.get(key) !== task) return;
    if (problem && problem.again) { tell(task.form, problem.words); task.timer = setTimeout(() => flush(key), 3000); return; }
    waiting.delete(key);
    tell(task.form, problem ? problem.words : "Enregistré");
  };
  const all = () => [...waiting.keys()].forEach(flush);
  addEventListener("pagehide", all);
  document.addEventListener("pointerdown", (event) => { if (event.target.closest && event.target.closest("button")) all(); });

  const typed = (event) => {
    const el = event.target;
    if (!el.closest) return;
    const note = el.closest("form[data-note]");
    if (note) {
      const place = note.closest("[data-fiche-jury]");
      const chosen = note.querySelector("input[type=radio]:checked");
      const body = { exam: place.dataset.exam, candidat: place.dataset.candidat, critere: note.dataset.note,
        niveau: chosen && chosen.value !== "" ? Number(chosen.value) : null, texte: note.querySelector("textarea").value };
      later("note|" + note.dataset.note, note, "/jury/note", body, event.type === "change" ? 0 : 500);
      return;
    }
    const item = el.closest("form[data-exemple]");
    if (item && el.dataset.champ)
      later("dp|" + item.dataset.exemple + "|" + el.dataset.champ, item, "/dossier-professionnel/note",
        { exemple: Number(item.dataset.exemple), champ: el.dataset.champ, texte: el.value }, event.type === "change" ? 0 : 500);
    if (el.dataset.posee !== undefined && event.type === "change") {
      const place = el.closest("[data-fiche-jury]");
      send("/jury/posee", { exam: place.dataset.exam, candidat: place.dataset.candidat, question: el.dataset.posee, posee: el.checked });
    }
  };
  /* -- the sheet: one competence at a time, or all of them -- */
  document.addEventListener("click", (event) => {
    const all = event.target.closest && event.target.closest("[data-deplier]");
    if (!all) return;
    const parts = [...document.querySelectorAll("details.competence-jury")], open = parts.some((d) => !d.open);
    parts.forEach((d) => (d.open = open));
    all.textContent = open ? "Tout fermer" : "Tout ouvrir";
  });
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("submit", (event) => { if (event.target.closest("form[data-note], form[data-exemple]")) event.preventDefault(); });

  /* -- the time keeper -- */
  let box = null, state = null, last = performance.now(), sent = 0;
  const key = () => "coach-chrono|" + box.dataset.chrono + "|" + box.dataset.exam + "|" + box.dataset.candidat;
  const phases = () => [...box.querySelectorAll("[data-phase]")];
  const clock = (seconds) => { const s = Math.floor(Math.abs(seconds)); return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"); };
  const read = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key()) || "null"); } catch { kept = null; }
    if (kept && kept.used) {
      /* A page closed while the clock ran: the wall went on. */
      if (kept.running && kept.at) { const gone = Math.max(0, (Date.now() - kept.at) / 1000); add(kept, Math.min(gone, 7200)); }
      return kept;
    }
    const times = JSON.parse(box.dataset.temps || "{}"), used = {}, cps = {};
    Object.entries(times).forEach(([name, seconds]) => { (/^CP/.test(name) ? cps : used)[name] = seconds; });
    return { phase: "briefing", used, cps, cp: "", running: false };
  };
  const add = (to, seconds) => {
    to.used[to.phase] = (to.used[to.phase] || 0) + seconds;
    if (to.cp && to.phase === "echange") to.cps[to.cp] = (to.cps[to.cp] || 0) + seconds;
  };
  const keep = (now) => {
    state.at = Date.now();
    localStorage.setItem(key(), JSON.stringify(state));
    if (!box.dataset.exam || (!now && Date.now() - sent < 10000)) return;
    sent = Date.now();
    send("/jury/duree", { exam: box.dataset.exam, candidat: box.dataset.candidat, temps: { ...state.used, ...state.cps } })
      .then((problem) => { const el = box && box.querySelector("[data-garde]"); if (el) el.textContent = problem ? problem.words : "Temps gardés avec la fiche."; });
  };
  const say = (words) => { const el = box.querySelector("[data-annonce]"); if (el.textContent !== words) el.textContent = words; };
  const set = (el, words) => { if (el.textContent !== words) el.textContent = words; };
  const draw = () => {
    const button = phases().find((b) => b.dataset.phase === state.phase) || phases()[0];
    const planned = Number(button.dataset.minutes) * 60, used = state.used[state.phase] || 0, left = planned - used;
    const over = left < 0;
    set(box.querySelector("[data-reste]"), (over ? "+" : "") + clock(over ? left : Math.ceil(left)));
    set(box.querySelector("[data-sens]"), over ? "de dépassement" : state.running ? "restant" : used ? "en pause" : "restant");
    set(box.querySelector("[data-consigne]"), button.dataset.mot);
    box.classList.toggle("depasse", over);
    box.classList.toggle("bientot", !over && left <= 60 && used > 0);
    box.classList.toggle("court", state.running);
    const bar = box.querySelector(".fil-temps");
    bar.max = planned; bar.value = Math.min(used, planned);
    phases().forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    set(box.querySelector("[data-marche] span:last-child"), state.running ? "Pause" : used ? "Reprendre" : "Démarrer");
    box.querySelectorAll("[data-cp]").forEach((b) => {
      b.setAttribute("aria-pressed", String(b.dataset.cp === state.cp));
      const taken = state.cps[b.dataset.cp] || 0, row = b.closest("li"), meter = row.querySelector("progress");
      meter.value = Math.min(taken, meter.max);
      row.classList.toggle("depasse", taken > meter.max);
      set(row.querySelector("[data-pris]"), clock(taken));
    });
    if (state.running && over && used - planned < 2) say("Temps écoulé.");
    else if (state.running && left <= 60 && left > 58) say("Une minute restante.");
  };
  const tick = () => {
    const found = document.querySelector("[data-chrono]");
    if (found !== box) { box = found; if (box) { state = read(); last = performance.now(); } }
    if (!box) return;
    const now = performance.now();
    if (state.running) { add(state, (now - last) / 1000); keep(false); }
    last = now;
    draw();
  };
  setInterval(tick, 250);
  const toggle = () => { tick(); state.running = !state.running; keep(true); draw(); };
  const go = (phase) => { tick(); state.phase = phase; if (phase !== "echange") state.cp = ""; keep(true); draw(); };
  const after = () => { const list = phases().map((b) => b.dataset.phase), at = list.indexOf(state.phase); if (at + 1 < list.length) { go(list[at + 1]); } };
  const choose = (cp) => { tick(); state.cp = state.cp === cp ? "" : cp; keep(true); draw(); };
  document.addEventListener("click", (event) => {
    if (!box || !event.target.closest) return;
    const b = event.target.closest("[data-chrono] button");
    if (!b) return;
    if (b.dataset.phase) go(b.dataset.phase);
    else if (b.dataset.cp) choose(b.dataset.cp);
    else if ("marche" in b.dataset) toggle();
    else if ("suite" in b.dataset) after();
    else if ("zero" in b.dataset) { state.used[state.phase] = 0; if (state.phase === "echange") state.cps = {}; keep(true); draw(); }
  });
  document.addEventListener("keydown", (event) => {
    if (!box || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.closest && event.target.closest("input, textarea, select, summary, a, [contenteditable]")) return;
    const inButton = event.target.closest && event.target.closest("button");
    if (event.key === " " && !inButton) { event.preventDefault(); toggle(); }
    else if (event.key === "ArrowRight") { event.preventDefault(); after(); }
    else if (/^[1-7]$/.test(event.key) && state.phase === "echange") {
      const b = box.querySelector('[data-cp="CP' + event.key + '"]');
      if (b) { event.preventDefault(); choose(b.dataset.cp); }
    }
  });
})();
