// Lists ([data-keys]): j/k and arrows move between row links, Home and End to the ends, x ticks the row, o opens the full page
// (a.full, else the link itself). Only while focus is inside the list. "/" finds the search box of the header.
import { letters, plain, typing } from "./keys.js";

const STEPS = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

function target(links, key) {
  if (key === "Home") return links[0];
  if (key === "End") return links.at(-1);
  return links[links.indexOf(document.activeElement.closest("li, tr")?.querySelector("a.title")) + STEPS[key]];
}

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-keys]");
  if (!list || !plain(event) || typing(event)) return;
  if (/^[a-z]$/.test(event.key) && !letters()) return;
  const row = event.target.closest("li, tr");
  if (event.key in STEPS || event.key === "Home" || event.key === "End") {
    const next = target([...list.querySelectorAll("a.title")], event.key);
    if (!next) return;
    next.focus();
    event.preventDefault();
  } else if (event.key === "x") {
    row?.querySelector("input[type=checkbox]")?.click();
  } else if (event.key === "o") {
    (row?.querySelector("a.full") ?? row?.querySelector("a.title"))?.click();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !plain(event) || typing(event) || !letters()) return;
  const box = document.querySelector("[role=search] [type=search]");
  if (!box) return;
  box.focus();
  box.select();
  event.preventDefault();
});
