/* Says in words that a request in the background failed, and what to do. */
(() => {
  "use strict";
  const OFFLINE = ["Geen verbinding", "De server is niet te bereiken. Wat u typte, staat er nog. Probeer het zo opnieuw."];
  const SAID = {
    0: OFFLINE,
    403: ["Dat mag niet", "U mag dit niet doen, of uw aanmelding is verlopen. Laad de pagina opnieuw."],
    404: ["Niet gevonden", "Dit is er niet meer. Misschien heeft een collega het net veranderd. Laad de pagina opnieuw."],
    429: ["Even wachten", "Er kwamen te veel verzoeken achter elkaar. Wacht een minuut en probeer het opnieuw."],
  };
  const OTHER = ["Er ging iets mis", "Uw wijziging is niet bewaard. Wat u typte, staat er nog. Probeer het opnieuw."];
  const SIGNED_OUT = ["U bent afgemeld", "Uw wijziging is niet bewaard. Laad de pagina opnieuw en log in."];
  const PHONE = [[/\bUw\b/g, "Jouw"], [/\buw\b/g, "jouw"], [/\bU bent\b/g, "Je bent"], [/\bU mag\b/g, "Je mag"], [/\bu\b/g, "je"]];

  const box = () => document.getElementById("failure");

  function show([title, text]) {
    const place = box();
    if (!place) return;
    const informal = document.documentElement.classList.contains("phone");
    const say = (words) => (informal ? PHONE.reduce((all, [from, to]) => all.replace(from, to), words) : words);
    place.querySelector("[data-failure-title]").textContent = say(title);
    place.querySelector("[data-failure-text]").textContent = say(text);
    place.hidden = false;
  }

  document.addEventListener("htmx:responseError", (event) => show(SAID[event.detail.xhr.status] || OTHER));
  document.addEventListener("htmx:sendError", () => show(OFFLINE));
  document.addEventListener("htmx:timeout", () => show(OFFLINE));
  document.addEventListener("htmx:swapError", () => show(OTHER));

  // A session that ended answers with the login page: do not pour that into a part of this page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const login = box()?.dataset.loginUrl;
    const answered = event.detail.xhr.responseURL;
    if (login && answered && new URL(answered).pathname === login) {
      event.detail.shouldSwap = false;
      show(SIGNED_OUT);
    } else if (event.detail.shouldSwap && box()) {
      box().hidden = true;
    }
  });

  let running = 0;
  const busy = (step) => {
    running = Math.max(0, running + step);
    document.body.classList.toggle("htmx-busy", running > 0);
  };
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.elt.closest("[data-quiet]") || busy(1));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.elt.closest("[data-quiet]") || busy(-1));

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-failure-close]")) box().hidden = true;
    if (event.target.closest("[data-failure-reload]")) {
      event.preventDefault();
      window.location.reload();
    }
  });
})();
