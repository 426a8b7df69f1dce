/* Speaking in an interview: the microphone of the composer and the advisor's voice. Typing always remains. */
(function () {
  const find = (selector) => document.querySelector(selector);
  const say = (text) => { const el = find("[data-parole] [data-etat]"); if (el && el.textContent !== text) el.textContent = text; };
  const kept = (name, fallback) => localStorage.getItem("coach-" + name) ?? fallback;
  const MAX_SECONDS = 180, SOUND = 0.012;
  let take = null; /* the recording under way */
  let player = null, heard = null, page = null;

  /* -- the manager speaks ------------------------------------------------------------------------ */

  const button = (state) => {
    const el = find("[data-micro]");
    if (!el) return;
    el.setAttribute("aria-pressed", String(state === "on"));
    el.disabled = state === "busy";
    el.querySelector("span:last-child").textContent = { on: "J’ai fini", busy: "Je transcris…", off: "Parler" }[state];
  };
  const level = (value) => { const el = find("[data-niveau]"); if (el) el.value = value; };

  async function start() {
    if (take) return;
    hush();
    if (!navigator.mediaDevices || !window.MediaRecorder) return say("Ce navigateur n’enregistre pas le son : déposez un fichier audio, ou écrivez.");
    take = { chunks: [], begun: performance.now(), quiet: null, spoke: false };
    button("busy");
    try {
      take.stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    } catch (error) {
      take = null;
      button("off");
      return say(error.name === "NotFoundError"
        ? "Aucun microphone n’a été trouvé : branchez-en un, déposez un fichier audio, ou écrivez."
        : "Le microphone est refusé : autorisez-le dans la barre d’adresse du navigateur, déposez un fichier audio, ou écrivez.");
    }
    const mine = take;
    mine.recorder = new MediaRecorder(mine.stream);
    mine.recorder.ondataavailable = (event) => event.data.size && mine.chunks.push(event.data);
    mine.recorder.onstop = () => finish(mine);
    mine.recorder.start(500);
    mine.context = new AudioContext();
    const meter = mine.context.createAnalyser();
    mine.context.createMediaStreamSource(mine.stream).connect(meter);
    const wave = new Float32Array(meter.fftSize);
    mine.timer = setInterval(() => {
      meter.getFloatTimeDomainData(wave);
      const loud = Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length);
      level(Math.min(1, loud * 6));
      const now = performance.now(), limit = 1000 * Number(find("[data-pause]")?.value || 0);
      if (loud > SOUND) { mine.spoke = true; mine.quiet = null; } else if (mine.quiet === null) mine.quiet = now;
      const seconds = Math.floor((now - mine.begun) / 1000);
      say(`J’écoute (${seconds} s)${mine.spoke || seconds < 4 ? "" : " : je n’entends rien, vérifiez le microphone"}`);
      if ((limit && mine.spoke && mine.quiet !== null && now - mine.quiet > limit) || seconds >= MAX_SECONDS) stop();
    }, 120);
    button("on");
  }

  function stop() {
    if (take && take.recorder && take.recorder.state !== "inactive") take.recorder.stop();
  }

  function finish(mine) {
    clearInterval(mine.timer);
    mine.stream.getTracks().forEach((track) => track.stop());
    mine.context.close();
    level(0);
    take = null;
    const sound = new Blob(mine.chunks, { type: mine.recorder.mimeType });
    if (!sound.size) { button("off"); return say("Rien n’a été enregistré : réessayez, ou écrivez."); }
    send(sound);
  }

  async function send(sound) {
    button("busy");
    say("Je transcris…");
    try {
      const answer = await fetch("/dictee/" + encodeURIComponent(find("[data-parole]").dataset.seance), { method: "POST", headers: { "X-Coach": "dictee", "Content-Type": "application/octet-stream" }, body: sound });
      const said = await answer.json();
      if (!answer.ok) return say(said.erreur);
      write(said.texte);
      const now = find("[data-direct]")?.checked;
      say(now ? "Envoyé." : "Relisez, corrigez si besoin, puis envoyez.");
      /* Gradio hears of the words at the end of the frame; the button sends what it has heard of. */
      if (now) setTimeout(() => find("#envoyer")?.click(), 250);
    } catch {
      say("La transcription n’a pas répondu : réessayez, ou écrivez.");
    } finally {
      button("off");
    }
  }

  function write(text) {
    const box = find("#replique textarea");
    if (!box) return;
    const value = (box.value.trim() ? box.value.trim() + " " : "") + text;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  /* -- the advisor answers ----------------------------------------------------------------------- */

  function hush() {
    if (player) player.pause();
    if (window.speechSynthesis) speechSynthesis.cancel();
  }

  function speak(bubble, how) {
    hush();
    if (how === "navigateur" && window.speechSynthesis) {
      const words = new SpeechSynthesisUtterance(bubble.querySelector("[data-mots]").textContent);
      words.lang = "fr-FR";
      words.rate = Number(find("[data-parole]")?.dataset.debit) || 1;
      return speechSynthesis.speak(words);
    }
    player = player || new Audio();
    /* Whoever watches, or reads an interview that has ended, has no bar: the address names the interview. */
    const id = find("[data-parole]")?.dataset.seance || new URLSearchParams(location.search).get("id") || "";
    player.src = `/voix/${encodeURIComponent(id)}/${bubble.dataset.dit}?source=${how}`;
    player.play().catch((error) => {
      if (error.name === "NotAllowedError") say("Touchez le haut-parleur à côté de sa réplique pour l’entendre.");
      else if (error.name !== "AbortError") say("Sa voix n’est pas disponible : lisez sa réplique.");
    });
  }

  const how = () => find("[data-voix]")?.value || "muette";
  function listen() {
    const bar = find("[data-parole]");
    if (!bar) return;
    if (page !== bar.dataset.seance) {
      page = bar.dataset.seance;
      heard = null;
      for (const [name, fallback] of [["voix", bar.dataset.defaut], ["pause", "0"]]) {
        const field = bar.querySelector(`[data-${name}]`), wanted = kept(name, fallback);
        if ([...field.options].some((option) => option.value === wanted)) field.value = wanted;
      }
      bar.querySelector("[data-direct]").checked = kept("direct", "non") === "oui";
    }
    const said = [...document.querySelectorAll("[data-dit]")];
    if (!said.length) return;
    const last = said[said.length - 1], number = Number(last.dataset.dit);
    const first = heard === null;
    if (!first && number <= heard) return;
    heard = number;
    /* A conversation that is opened again is not read aloud; its very first line is. */
    if (how() !== "muette" && (!first || number === 0)) speak(last, how());
  }

  /* -- wiring ------------------------------------------------------------------------------------ */

  let began = false, pressed = 0;
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("[data-micro]")) return;
    pressed = performance.now();
    began = !take;
    if (began) start();
  });
  document.addEventListener("pointerup", () => {
    /* Held like a walkie-talkie, the button ends with the finger; touched, it waits for « J’ai fini ». */
    if (began && performance.now() - pressed > 700) stop();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-micro]")) {
      const same = began && event.detail; /* the touch that has just begun it */
      began = false;
      if (!same) { if (take) stop(); else start(); }
    }
    const again = event.target.closest("[data-redire]");
    if (again) speak(again.closest("[data-dit]"), how() === "muette" ? find("[data-parole]")?.dataset.defautVoix || "embarquee" : how());
  });
  document.addEventListener("change", (event) => {
    const el = event.target;
    if (el.matches("[data-voix]")) { localStorage.setItem("coach-voix", el.value); if (el.value === "muette") hush(); }
    if (el.matches("[data-pause]")) localStorage.setItem("coach-pause", el.value);
    if (el.matches("[data-direct]")) localStorage.setItem("coach-direct", el.checked ? "oui" : "non");
    if (el.matches("[data-fichier]") && el.files[0]) { send(el.files[0]); el.value = ""; }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hush();
  });
  const observer = new MutationObserver(listen);
  const begin = () => { observer.observe(document.body, { childList: true, subtree: true }); listen(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
