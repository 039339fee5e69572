// After an exchange of a part of the page the focus is never lost: it goes to what the answer marks with data-focus, else to the part.
// A summary of errors that comes with the page takes the focus as well. A failed exchange says so.
import { say } from "./toast.js";

function focus(scope) {
  const wanted = scope.querySelector?.("[data-focus]");
  if (wanted) wanted.focus();
  return Boolean(wanted);
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (focus(event.target) || document.activeElement !== document.body) return;
  const part = event.target.closest("[tabindex], main");
  part?.focus({ preventScroll: true });
});

for (const failure of ["htmx:responseError", "htmx:sendError"])
  document.addEventListener(failure, () => say(document.querySelector(".toasts").dataset.failed));

focus(document);
