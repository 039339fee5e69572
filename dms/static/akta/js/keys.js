// One-letter keys: may they act now? (WCAG 2.1.4: only with focus in the region, and never when switched off.)
const root = document.documentElement;

export const letters = () => root.dataset.letters !== "off";

export const plain = (event) => !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;

export const typing = (event) => event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
