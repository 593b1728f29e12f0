// Fields for a time zone are filled with the browser's own. Everything works without it.
"use strict";

for (const field of document.querySelectorAll("[data-zone]")) {
  if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}
