// Toasts: what was done, with its undo, for ten seconds; one stays while hovered or focused. The words come from the page.
// The server sends them with the page, with a fragment (hx-swap-oob="beforeend:.toasts") or as the event "toast" (HX-Trigger).
const place = document.querySelector(".toasts");

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000, toast);
  else toast.remove();
}

function start(toast) {
  if (toast.dataset.toast === "on") return;
  toast.dataset.toast = "on";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn";
  close.textContent = place.dataset.close;
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  setTimeout(leave, 10_000, toast);
}

export function say(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  place.append(toast);
}

if (place) {
  for (const toast of place.querySelectorAll("[data-toast]")) start(toast);
  new MutationObserver(() => {
    for (const toast of place.querySelectorAll("[data-toast]")) start(toast);
  }).observe(place, { childList: true });
  document.addEventListener("toast", (event) => say(event.detail.value ?? event.detail));
}
