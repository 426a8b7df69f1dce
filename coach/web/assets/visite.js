/* First visit: four steps at most, in the page and not over it, left in a click and found again below the title. */
(function () {
  const KEY = "coach-visite";
  const STEPS = [
    ["/entrainement", "S’entraîner", "Choisissez un entretien et lisez son dossier comme un manager : les chiffres, les dates, la règle. Commencez au premier niveau : le conseiller résiste déjà."],
    ["/seances", "Le bilan", "À la fin, chaque niveau tient à une de vos phrases et à un critère du référentiel. Vous pouvez contester un niveau, ou rejouer à partir du tour de votre choix."],
    ["/ecoutes", "Écoutes", "Déposez un appel, un courriel ou un tchat : notez-le d’abord, comparez ensuite. Les noms sont masqués, le son est effacé après la note."],
    ["/referentiel", "Référentiel", "Posez votre question comme elle vient. La réponse est courte, datée, avec sa source ; ce qui n’est pas su est dit."],
  ];
  const make = (tag, className, text) => {
    const el = document.createElement(tag);
    if (className) el.className = className;
    if (text) el.textContent = text;
    return el;
  };
  const button = (text, className, run) => {
    const el = make("button", className, text);
    el.type = "button";
    el.addEventListener("click", run);
    return el;
  };
  const lit = () => document.querySelectorAll(".entete .montre").forEach((el) => el.classList.remove("montre"));
  const close = (place) => {
    lit();
    try { localStorage.setItem(KEY, "vue"); } catch { /* a browser that keeps nothing shows it again */ }
    place.replaceChildren(button("Revoir la visite", "lien visite-rappel", () => show(place, 0, true)));
  };
  const show = (place, at, focus) => {
    const [href, title, text] = STEPS[at];
    lit();
    const door = document.querySelector('.entete nav a[href="' + href + '"]');
    if (door) door.classList.add("montre");
    const box = make("section", "visite");
    box.setAttribute("aria-label", "Première visite");
    const heading = make("h2", "", title);
    heading.tabIndex = -1;
    const row = make("div", "visite-suite");
    row.append(make("span", "discret-texte", "Étape " + (at + 1) + " sur " + STEPS.length));
    if (at) row.append(button("Précédent", "bouton discret", () => show(place, at - 1, true)));
    const last = at === STEPS.length - 1;
    row.append(button(last ? "Terminer la visite" : "Suivant", "bouton", () => (last ? close(place) : show(place, at + 1, true))));
    if (!last) row.append(button("Passer la visite", "lien", () => close(place)));
    box.append(heading, make("p", "", text), row);
    place.replaceChildren(box);
    if (focus) heading.focus({ preventScroll: true });
  };
  const begin = () => {
    if (location.pathname !== "/" || document.querySelector(".visite-place")) return;
    const title = document.querySelector("#contenu .titre-page");
    if (!title || !document.querySelector('.entete nav a[href="/entrainement"]')) return;
    const place = make("div", "visite-place");
    title.append(place);
    let seen = false;
    try { seen = localStorage.getItem(KEY) === "vue"; } catch { seen = true; }
    if (seen) close(place); else show(place, 0, false);
  };
  const observer = new MutationObserver(begin);
  const start = () => { begin(); observer.observe(document.body, { childList: true, subtree: true }); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
