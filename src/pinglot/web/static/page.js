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

  // A suggestion goes into its field; without this script, its button asks the server for that.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use]");
    const field = button && document.getElementById(button.dataset.use);
    if (field) {
      event.preventDefault();
      field.value = button.value;
      field.focus();
      const keep = document.getElementById("field-keep");
      if (keep) keep.checked = false;
    }
  });

  // Filters are applied as they are chosen, a search when the typing pauses.
  let pause = 0;
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form && event.target.type !== "search") form.requestSubmit();
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form && event.target.type === "search") {
      clearTimeout(pause);
      pause = setTimeout(() => form.isConnected && form.requestSubmit(), 400);
    }
  });

  // When the page is replaced, a list keeps its place, and who used the keyboard goes on from where the page says, not
  // from the top of the document.
  const places = new Map();
  let left = null;
  const shown = () => document.querySelector("form[data-keys] input[name='id']")?.value;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "page") return;
    left = { shown: shown() };
    for (const list of document.querySelectorAll("[data-keep-scroll]")) {
      places.set(list.id, (list.closest("section") || list).scrollTop);
    }
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (left === null) return;
    for (const [id, top] of places) {
      const list = document.getElementById(id);
      if (list) (list.closest("section") || list).scrollTop = top;
    }
    places.clear();
    const start = document.querySelector("[data-focus]");
    if (start && document.activeElement === document.body) start.focus({ preventScroll: true });
    // On a small screen the next term may begin above what is seen.
    if (start && left.shown !== undefined && left.shown !== shown()) {
      const { top } = start.getBoundingClientRect();
      if (top < 0 || top > window.innerHeight) start.scrollIntoView();
    }
    left = null;
  });

  // What is not saved yet is not left by a slip.
  const isChanged = (one) => {
    if (one.type === "checkbox") return one.checked !== one.defaultChecked;
    if (one.tagName !== "SELECT") return "defaultValue" in one && one.value !== one.defaultValue;
    const usual = [...one.options].findIndex((option) => option.defaultSelected);
    return one.selectedIndex !== Math.max(usual, 0);
  };
  const unsaved = () =>
    [...document.querySelectorAll("form[data-guard]")].some(
      (form) =>
        form.dataset.guard === "unsaved" ||
        [...form.elements].some((one) => isChanged(one)),
    );
  document.addEventListener("htmx:confirm", (event) => {
    const leaves = event.target.matches("a, form:not([data-guard])");
    if (!leaves || !unsaved()) return;
    if (!window.confirm("The text is not saved. Leave it?")) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });
})();
