// Beside the vendored files, so that the page needs no inline script.
window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: document.body.dataset.document,
    dom_id: "#docs",
    deepLinking: true,
    docExpansion: "list",
    validatorUrl: null,
    tryItOutEnabled: false,
  });
});
