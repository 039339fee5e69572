// Dialogs: buttons with command="show-modal" where the browser does not know them yet; data-open from menus; "?" shows the keys.
import { letters, plain, typing } from "./keys.js";

const known = "commandForElement" in HTMLButtonElement.prototype;

function show(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-open], button[commandfor]");
  if (!button) return;
  if (button.dataset.open) {
    button.closest("[popover]")?.hidePopover();
    show(button.dataset.open);
  } else if (!known) {
    if (button.getAttribute("command") === "show-modal") show(button.getAttribute("commandfor"));
    if (button.getAttribute("command") === "close") document.getElementById(button.getAttribute("commandfor"))?.close();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || !plain(event) || typing(event) || !letters()) return;
  if (document.querySelector("dialog:modal")) return;
  show("keys");
});
