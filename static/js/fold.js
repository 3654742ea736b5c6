/* Closes an open menu with Escape or with a click beside it. Opening needs no script. */
(() => {
  "use strict";
  const open = () => document.querySelectorAll("details.fold[open]");

  document.addEventListener("click", (event) => {
    for (const fold of open()) if (!fold.contains(event.target)) fold.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of open()) {
      const inside = fold.contains(document.activeElement);
      fold.open = false;
      if (inside) fold.querySelector("summary").focus();
    }
  });
})();
