/* Walks through the week board with the arrow keys; one tab stop. After a refresh the focus is where it was. */
(() => {
  "use strict";
  const grid = () => document.querySelector("[data-grid]");
  const rows = () => [...grid().querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".cell")].filter((cell) => cell.offsetParent));
  const stopOf = (cell) => cell.querySelector("a") || cell;
  let here = null;

  function setUp() {
    const table = grid();
    if (!table) return;
    table.setAttribute("role", "grid");
    for (const cell of table.querySelectorAll(".cell")) {
      const stop = stopOf(cell);
      stop.tabIndex = -1;
      for (const other of cell.querySelectorAll("a")) other.tabIndex = -1;
    }
    const again = here && table.querySelector(`[data-cell="${here}"]`);
    const start = again || table.querySelector(".cell a")?.closest(".cell") || table.querySelector(".cell");
    if (start) stopOf(start).tabIndex = 0;
  }

  function go(cell) {
    if (!cell) return;
    const table = grid();
    for (const stop of table.querySelectorAll(".cell[tabindex='0'], .cell [tabindex='0']")) stop.tabIndex = -1;
    const stop = stopOf(cell);
    stop.tabIndex = 0;
    stop.focus();
    here = cell.dataset.cell;
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-grid] .cell");
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = rows();
    const y = all.findIndex((row) => row.includes(cell));
    if (y < 0) return;
    const x = all[y].indexOf(cell);
    const next = {
      ArrowRight: () => all[y][x + 1],
      ArrowLeft: () => all[y][x - 1],
      ArrowDown: () => all[y + 1]?.[x],
      ArrowUp: () => all[y - 1]?.[x],
      Home: () => all[y][0],
      End: () => all[y].at(-1),
      PageDown: () => all[Math.min(y + 8, all.length - 1)][x],
      PageUp: () => all[Math.max(y - 8, 0)][x],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    go(next());
  });

  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest?.("[data-grid] .cell");
    if (cell) here = cell.dataset.cell;
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "board") return;
    const focused = document.activeElement;
    event.detail.target.dataset.hadFocus = focused?.closest?.("#board .cell") ? "yes" : "";
    window.boardHadFocus = Boolean(focused?.closest?.("#board .cell")) || focused === document.body || Boolean(focused?.closest?.("#board-panel"));
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (!grid() || grid().getAttribute("role") === "grid") return;
    setUp();
    if (!window.boardHadFocus || !here) return;
    const cell = grid().querySelector(`[data-cell="${here}"]`);
    if (cell && document.getElementById("board-panel").hidden) stopOf(cell).focus({ preventScroll: true });
  });

  document.addEventListener("DOMContentLoaded", setUp);
  window.boardGrid = { go, stopOf };
})();
