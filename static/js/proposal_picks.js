/* Ticks all changes or none, and says how many are ticked. Without JavaScript the tick boxes do.
   Who waited with the focus on the progress goes on at the answer. */
(() => {
  "use strict";
  const boxes = (form) => [...form.querySelectorAll("input[type='checkbox'][data-changes]")];

  function count(form) {
    const place = form.querySelector("[data-picks-count]");
    if (!place) return;
    const ticked = boxes(form).filter((box) => box.checked);
    const number = ticked.reduce((sum, box) => sum + Number(box.dataset.changes), 0);
    place.textContent = number === 0 ? "Niets aangevinkt." : `${number} ${number === 1 ? "verandering" : "veranderingen"} aangevinkt.`;
    form.querySelector("[data-picks-submit]").disabled = number === 0;
  }

  function start() {
    for (const form of document.querySelectorAll("form[data-picks]")) {
      const all = form.querySelector("[data-picks-all]");
      if (all) all.hidden = false;
      count(form);
    }
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-picks]");
    if (form) count(form);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("form[data-picks] [data-pick]");
    if (!button) return;
    const form = button.closest("form");
    for (const box of boxes(form)) box.checked = button.dataset.pick === "all";
    count(form);
  });

  let waited = false;
  document.addEventListener("htmx:beforeSwap", () => {
    waited = Boolean(document.activeElement?.closest("#proposal"));
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (waited && document.activeElement === document.body) document.getElementById("verdict-title")?.focus();
  });

  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:afterSettle", start);
  window.addEventListener("pageshow", start);
})();
