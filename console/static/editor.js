/* Writing for many: variables at a click, and how much room is left. The page works without it. */
(() => {
  "use strict";
  const form = document.querySelector("#editor");
  if (!form) return;
  const texts = () => [...form.querySelectorAll("textarea")];
  let last = texts()[0];
  texts().forEach((area) => area.setSelectionRange(area.value.length, area.value.length));
  const count = (area) => {
    const hint = document.getElementById(`d-${area.id}`);
    if (!hint || !area.dataset.most) return;
    const length = [...area.value].length;
    hint.dataset.said ??= hint.textContent;
    hint.textContent = length ? `${length} / ${area.dataset.most} 字。${hint.dataset.said}` : hint.dataset.said;
    hint.classList.toggle("error", length > Number(area.dataset.most));
  };
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) last = event.target;
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) count(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button || !last) return;
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
    last.focus();
    count(last);
    last.dispatchEvent(new Event("change", { bubbles: true }));
  });
  texts().forEach(count);
  let changed = false;
  form.addEventListener("change", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  form.querySelector("[aria-invalid=true], .error")?.scrollIntoView({ block: "center" });
})();
