// The inbox: Ctrl+Enter saves and goes on; 1–4 take a suggestion while focus is inside the suggestions.
import { letters, plain, typing } from "./keys.js";

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-card]") ?? document.querySelector("form[data-card]");
  if (!form) return;
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const list = event.target.closest?.("[data-suggest]");
  if (!list || !plain(event) || typing(event) || !letters() || !/^[1-9]$/.test(event.key)) return;
  const choice = list.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!choice) return;
  choice.checked = true;
  choice.focus();
  event.preventDefault();
});
