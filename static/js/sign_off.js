/* The keyboard of the sign-off queue: Enter signs, R opens "terug met reden". Works only while the focus is in the queue. */
(() => {
  "use strict";
  const PAUSE = 500;
  let shownAt = 0;
  const queue = () => document.querySelector("[data-sign-off]");

  document.addEventListener("keydown", (event) => {
    const place = queue();
    if (!place || !place.contains(document.activeElement)) return;
    const signing = event.target.closest("[data-sign]");
    // A key that is held down, or pressed again before the eye has read the next item, signs nothing.
    if (signing && event.key === "Enter" && (event.repeat || Date.now() - shownAt < PAUSE)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const fold = place.querySelector("[data-return]");
    if (event.key.toLowerCase() === "r" && fold) {
      event.preventDefault();
      fold.open = true;
      fold.querySelector("textarea").focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    const fold = event.key === "Escape" && event.target.closest("[data-return][open]");
    if (!fold) return;
    fold.open = false;
    queue().querySelector("[data-sign]").focus();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "aftekenen" && !event.detail.elt.closest?.("[data-sign-off]")) return;
    shownAt = Date.now();
    const place = queue();
    const next = place?.querySelector(".is-invalid") || place?.querySelector("[data-sign]") || place?.querySelector("a");
    next?.focus();
  });
})();
