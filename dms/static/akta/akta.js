// Entry: each module adds one convenience; every page works without them. Pages import more in their `modules` block.
import "./js/display.js";
import "./js/list.js";
import "./js/tabs.js";
import "./js/toast.js";
import "./js/dialog.js";
import "./js/swap.js";

document.documentElement.dataset.scripts = "on";
