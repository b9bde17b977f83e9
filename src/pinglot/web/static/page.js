// Keys and small comforts; every one of them has a plain link or button behind it.
"use strict";

(() => {
  // Alt+Up and Alt+Down follow the links to the term before and after; Ctrl+Enter presses the form's first choice.
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const rel = { ArrowUp: "prev", ArrowDown: "next" }[event.key];
      const link = rel && document.querySelector(`#page a[rel~="${rel}"]`);
      // In a list of choices the browser has a use of its own for these keys.
      if (link && !(event.target instanceof HTMLSelectElement)) {
        event.preventDefault();
        link.click();
      }
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest("form") || document.querySelector("form[data-keys]");
      const button = form && form.querySelector("[data-key='ctrl-enter']");
      if (button) {
        event.preventDefault();
        button.click();
      }
    }
  });

  // A list keeps its place when the page around it is replaced.
  const places = new Map();
  document.addEventListener("htmx:beforeSwap", () => {
    for (const list of document.querySelectorAll("[data-keep-scroll]")) places.set(list.id, list.scrollTop);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, top] of places) {
      const list = document.getElementById(id);
      if (list) list.scrollTop = top;
    }
    places.clear();
    // Who used the keyboard goes on from where the page says, not from the top of the document.
    if (document.activeElement === document.body) {
      const start = document.querySelector("[data-focus]");
      if (start) start.focus({ preventScroll: true });
    }
  });

  // A text that is not saved yet is not left by a slip.
  const unsaved = () =>
    [...document.querySelectorAll("form[data-guard]")].some(
      (form) =>
        form.dataset.guard === "unsaved" ||
        [...form.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue),
    );
  document.addEventListener("htmx:confirm", (event) => {
    if (event.target.closest("form[data-guard]") || !unsaved()) return;
    if (!window.confirm("The text is not saved. Leave it?")) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });
})();
